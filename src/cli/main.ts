import { join } from 'node:path';
import { type Config, readReporting } from '../config/config.ts';
import { annotation, untrusted } from '../report/annotations.ts';
import { clean } from '../report/clean.ts';
import { forget } from '../report/files.ts';
import { readContractJson } from '../report/read-json.ts';
import { caseList } from '../report/list.ts';
import { connect, type Connection } from '../run/connection.ts';
import { configure, prepare } from '../run/prepare.ts';
import { removeRecord } from '../run/record-file.ts';
import { readCommandLine } from './command-line.ts';
import type { Format, Request } from './commands.ts';
import { examine } from './doctor.ts';
import { serveEmbedded } from './embedded.ts';
import { judge } from './judge.ts';
import { terminalOf } from './terminal.ts';
import { asProblem } from './unexpected.ts';

/** Runs a command and gives its exit code. Whatever goes wrong is told in one line. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    return await run(readCommandLine(argv, env), env);
  } catch (error) {
    const problem = asProblem(error);
    process.stderr.write(`${clean(problem.line)}\n`);
    if (isJob(env)) process.stdout.write(annotation(problem.line));
    return problem.exitCode;
  }
}

async function run(request: Request, env: NodeJS.ProcessEnv): Promise<number> {
  switch (request.command) {
    case 'help':
      return print(request.text);
    case 'embedded':
      return serveEmbedded(request.port);
    case 'report': {
      const { tellAgain } = await import('./reports.ts');
      return tellAgain({ folder: request.folder, har: request.har, env });
    }
    case 'merge': {
      const { reportDir, requireCells } = readReporting({ env, flags: {}, directory: process.cwd() });
      const { tellMerged } = await import('./reports.ts');
      return tellMerged(request.files, requireCells, { folder: reportDir, har: request.har, env });
    }
    case 'diff': {
      const { diff } = await import('./diff.ts');
      return show(diff(request.files, request.format, terminalOf(env)), request.format, env);
    }
    case 'waive': {
      const { reportDir, waivers } = readReporting({ env, flags: request.flags, directory: process.cwd() });
      const { waiveFindings } = await import('./waive.ts');
      const report = readContractJson(join(reportDir, 'contract.json'));
      return print(waiveFindings(request.ids, request, report, waivers));
    }
    case 'drift': {
      const config = configured(request, env);
      const { drift } = await import('./drift.ts');
      return reaching(config, async (connection) =>
        show(await drift(config, connection, request.format, terminalOf(env)), request.format, env),
      );
    }
    case 'import': {
      const config = configured(request, env);
      const { importOperation } = await import('./import.ts');
      return reaching(config, async (connection) =>
        print(await importOperation(request, config, connection, terminalOf(env))),
      );
    }
    case 'verify': {
      const config = configured(request, env);
      return reaching(config, async (connection) => {
        const { verify } = await import('./verify.ts');
        return verify(request.file, config, connection, { folder: config.reportDir, har: request.har, env });
      });
    }
    default:
      return ask(request, env);
  }
}

/** A run, its list of cases, or a look at the target. */
function ask(request: Extract<Request, { selection: unknown }>, env: NodeJS.ProcessEnv): Promise<number> {
  const config = configured(request, env);
  if (request.command === 'contract' && !request.list) {
    forget(config.reportDir);
    removeRecord(config.reportDir);
  }
  return reaching(config, async (connection, ready) => {
    const plan = await prepare(config, connection, request.selection);
    if (request.list) return print(caseList(plan));
    if (request.command === 'contract') return judge(config, plan, connection, { ...request, env, ready });
    return show(await examine(config, plan, connection, terminalOf(env)), 'text', env);
  });
}

const configured = ({ flags }: Extract<Request, { flags: unknown }>, env: NodeJS.ProcessEnv): Config =>
  configure({ env, flags, directory: process.cwd() });

/** Does what needs a target, and lets go of it. */
async function reaching(
  config: Config,
  use: (connection: Connection, ready: () => void) => Promise<number>,
): Promise<number> {
  const ready = onEarlySignal();
  const connection = await connect(config);
  try {
    return await use(connection, ready);
  } finally {
    await connection.close();
  }
}

/** Prints what a server has a say in; in a GitHub job nothing of it is a command, unless a program is to read it. */
function show({ text, exitCode }: { text: string; exitCode: number }, format: Format, env: NodeJS.ProcessEnv): number {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  print(isJob(env) && format === 'text' ? untrusted(whole) : whole);
  return exitCode;
}

/** A signal ends what has nothing to report yet at once. */
function onEarlySignal(): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const end = () => {
    process.stderr.write('the run was interrupted before anything was asked\n');
    process.exit(3);
  };
  for (const signal of signals) process.once(signal, end);
  return () => signals.forEach((signal) => process.removeListener(signal, end));
}

const isJob = ({ GITHUB_ACTIONS }: NodeJS.ProcessEnv): boolean => GITHUB_ACTIONS === 'true';

function print(text: string): 0 {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}
