import { resolve } from 'node:path';
import { printProblem } from '../cli/printing.ts';
import { endWith } from '../cli/process.ts';
import { Problem } from '../problem.ts';
import type { Session } from '../run/session.ts';
import { compare } from './compare.ts';
import { judge } from './judge.ts';
import { type Outputs, withoutReport, writeOutputs } from './outputs.ts';
import { wordsOf } from './words.ts';

// The step of action.yml that judges or compares. Its inputs are variables; their paths are relative to the workspace.
const { env } = process;
const input = (name: string): string => (env[`INPUT_${name}`] ?? '').trim();
const pathOf = (path: string): string => resolve(env.GITHUB_WORKSPACE ?? '', path);

async function act(): Promise<Outputs> {
  const reports = pathOf(input('REPORTS'));
  switch (input('MODE')) {
    case 'run':
      return judge(wordsOf(input('ARGUMENTS')), reports, env, async (session: Session) => {
        await session.finish();
      });
    case 'diff': {
      const [before, after] = [input('BEFORE'), input('AFTER')];
      return compare(before === '' ? '' : pathOf(before), after === '' ? reports : pathOf(after), reports, env);
    }
    default:
      throw new Problem({
        code: 'action-input',
        message: `unknown mode ${JSON.stringify(input('MODE'))}`,
        where: 'mode',
        fix: 'Use run or diff',
      });
  }
}

// A process that is killed writes no more outputs.
writeOutputs(withoutReport(2), env);
await endWith(async () => {
  const outputs = await act().catch((error: unknown) => withoutReport(printProblem(error, env)));
  writeOutputs(outputs, env);
  return outputs['exit-code'];
});
