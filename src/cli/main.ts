import { readReporting } from '../config/config.ts';
import { caseList } from '../report/list.ts';
import { connect } from '../run/connection.ts';
import { configure, prepare } from '../run/prepare.ts';
import { openSession } from '../run/session.ts';
import { readCommandLine, type Request } from './command-line.ts';
import { examine } from './doctor.ts';
import { serveEmbedded } from './embedded.ts';
import { runContractTests } from './jest.ts';
import { createProgress, type Progress } from './progress.ts';
import { terminalOf } from './terminal.ts';
import { asProblem } from './unexpected.ts';

/** Runs a command and gives its exit code. Whatever goes wrong is told in one line. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const request = readCommandLine(argv, env);
    if (request.command === 'help') return print(request.text);
    if (request.command === 'embedded') return await serveEmbedded(request.port);
    if (request.command === 'report')
      return await (await reporting()).tellAgain({ folder: request.folder, har: request.har, env });
    if (request.command === 'merge') {
      const { reportDir, requireCells } = readReporting({ env, flags: {}, directory: process.cwd() });
      return await (
        await reporting()
      ).tellMerged(request.files, requireCells, { folder: reportDir, har: request.har, env });
    }
    return await judge(request, env);
  } catch (error) {
    const problem = asProblem(error);
    process.stderr.write(`${problem.line}\n`);
    return problem.exitCode;
  }
}

async function judge(request: Extract<Request, { selection: unknown }>, env: NodeJS.ProcessEnv): Promise<number> {
  const config = configure({ env, flags: request.flags, directory: process.cwd() });
  const connection = await connect(config);
  try {
    const plan = await prepare(config, connection, request.selection);
    if (request.list) return print(caseList(plan));
    if (request.command === 'doctor') {
      const { text, exitCode } = await examine(config, plan, connection, terminalOf(env));
      print(text);
      return exitCode;
    }
    let progress: Progress | undefined;
    const session = await openSession(config, plan, connection, (line) => progress?.note(line));
    if (!request.quiet) progress = createProgress(plan.cases.length, process.stderr);
    const calm = onSignal(() => session.giveUp('the run was interrupted'));
    const reports = reporting();
    const problem = await runContractTests(session).then(() => undefined, asProblem);
    calm();
    progress?.stop();
    const exitCode = await (await reports).tell(session.record(), { folder: config.reportDir, har: request.har, env });
    if (problem !== undefined) throw problem;
    return exitCode;
  } finally {
    await connection.close();
  }
}

/** What writes reports is read while the target is asked: not every command has any. */
const reporting = () => import('./reports.ts');

/** The first signal ends the run in order; a second one at once. */
function onSignal(end: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const first = () => {
    end();
    for (const signal of signals) process.on(signal, () => process.exit(3));
  };
  for (const signal of signals) process.once(signal, first);
  return () => signals.forEach((signal) => process.removeListener(signal, first));
}

function print(text: string): 0 {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}
