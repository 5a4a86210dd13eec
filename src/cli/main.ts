import pc from 'picocolors';
import { consoleReport } from '../report/console.ts';
import { contractJson } from '../report/contract-json.ts';
import { writeReport } from '../report/files.ts';
import { caseList } from '../report/list.ts';
import { connect } from '../run/connection.ts';
import { weigh } from '../run/outcome.ts';
import { configure, prepare } from '../run/prepare.ts';
import type { RunRecord } from '../run/record.ts';
import { openSession } from '../run/session.ts';
import { readCommandLine, type Request } from './command-line.ts';
import { serveEmbedded } from './embedded.ts';
import { runContractTests } from './jest.ts';
import { asProblem } from './unexpected.ts';

/** Runs a command and gives its exit code. Whatever goes wrong is told in one line. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const request = readCommandLine(argv, env);
    if (request.command === 'help') return print(request.text);
    if (request.command === 'embedded') return await serveEmbedded(request.port);
    return await judge(request, env);
  } catch (error) {
    const problem = asProblem(error);
    process.stderr.write(`${problem.line}\n`);
    return problem.exitCode;
  }
}

async function judge(request: Extract<Request, { command: 'contract' }>, env: NodeJS.ProcessEnv): Promise<number> {
  const config = configure({ env, flags: request.flags, directory: process.cwd() });
  const connection = await connect(config);
  try {
    const plan = await prepare(config, connection, request.selection);
    if (request.list) return print(caseList(plan));
    const session = await openSession(config, plan, connection);
    const problem = await runContractTests(session).then(() => undefined, asProblem);
    const exitCode = tell(session.record(), config.reportDir);
    if (problem !== undefined) throw problem;
    return exitCode;
  } finally {
    await connection.close();
  }
}

/** Weighs the record as it stands on disk, and writes what it tells. */
function tell(record: RunRecord, reportDir: string): number {
  const outcome = weigh(record);
  writeReport(reportDir, 'contract.json', contractJson(record, outcome));
  const colours = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  // Jest says that it looks for tests, and does not take it back.
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  print(consoleReport(record, outcome, pc.createColors(colours)));
  return outcome.exitCode;
}

function print(text: string): 0 {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}
