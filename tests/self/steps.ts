import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { load } from 'js-yaml';
import { temporaryFolder } from './judge.ts';
import { run } from './program.ts';

/** A step of a workflow, or of action.yml. */
export interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  'working-directory'?: string;
  with?: Record<string, string | number | boolean>;
  env?: Record<string, string | number>;
}

/** The action of this repository. */
export const ACTION = load(readFileSync('action.yml', 'utf8')) as {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, { value: string }>;
  runs: { steps: Step[] };
};

/** Values of `vars.NAME`, `steps.id.outputs.name` and other expressions. */
type Values = Record<string, string>;

/** Where steps run. */
export interface Runner {
  /** Folder of the calling repository. */
  workspace: string;
  /** Folder of the action. */
  action: string;
  env: Record<string, string>;
  values?: Values;
}

/** What steps did. */
export interface Done {
  /** Exit code of the first step that failed, otherwise 0. */
  exitCode: number;
  stdout: string;
  stderr: string;
  /** The summary of the job. */
  summary: string;
  /** Outputs of the steps, such as `steps.judge.outputs.text`. */
  values: Values;
  /** Inputs of each upload of an artifact. */
  uploads: Record<string, string>[];
}

/** Runs the action with inputs, as a step of a job does. */
export async function runAction(inputs: Record<string, string>, runner: Runner): Promise<Done & { outputs: Values }> {
  const all = Object.entries(ACTION.inputs).map(([name, { default: value = '' }]) => [name, inputs[name] ?? value]);
  const given = all.map(([name = '', value = '']) => [`inputs.${name}`, filled(value, runner.values ?? {})]);
  const values: Values = { ...runner.values, ...(Object.fromEntries(given) as Values) };
  const done = await runSteps(ACTION.runs.steps, { ...runner, values });
  const outputs = Object.entries(ACTION.outputs).map(([name, { value }]) => [name, filled(value, done.values)]);
  return { ...done, outputs: Object.fromEntries(outputs) as Values };
}

/** Runs steps by bash as a runner does. Of actions, only that of this repository is run. */
export async function runSteps(steps: readonly Step[], runner: Runner): Promise<Done> {
  const values = { ...runner.values };
  const done: Done = { exitCode: 0, stdout: '', stderr: '', summary: '', values, uploads: [] };
  for (const step of steps) {
    if (!isRun(step.if ?? '', values, done.exitCode)) continue;
    const expanded = (texts: Step['with'] = {}): Values =>
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, filled(String(text), values)]));
    const stepRunner = { ...runner, values, env: { ...runner.env, ...expanded(step.env) } };
    if (step.uses?.startsWith('actions/upload-artifact@') === true) done.uploads.push(expanded(step.with));
    if (step.run === undefined && step.uses !== './') continue;
    const result =
      step.uses === './'
        ? await runAction(expanded(step.with), stepRunner)
        : await runScript(
            { ...step, 'working-directory': filled(step['working-directory'] ?? '', values) },
            stepRunner,
          );
    done.exitCode ||= result.exitCode;
    done.stdout += result.stdout;
    done.stderr += result.stderr;
    done.summary += result.summary;
    done.uploads.push(...(result.uploads ?? []));
    for (const [name, value] of Object.entries(result.outputs))
      values[`steps.${step.id ?? ''}.outputs.${name}`] = value;
  }
  return done;
}

type Result = Pick<Done, 'exitCode' | 'stdout' | 'stderr' | 'summary'> & { outputs: Values; uploads?: Done['uploads'] };

async function runScript(step: Step, { workspace, action, env }: Runner): Promise<Result> {
  const folder = temporaryFolder();
  const [outputs, summary] = [join(folder, 'outputs'), join(folder, 'summary')];
  const runner = {
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: action,
    GITHUB_OUTPUT: outputs,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: workspace,
  };
  const words = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? ''];
  const directory = resolve(workspace, step['working-directory'] ?? '');
  const { exitCode, stdout, stderr } = await run('bash', words, { ...runner, ...env }, directory);
  const pairs = contentOf(outputs).matchAll(/^([\w-]+)=(.*)$/gm);
  const written = Object.fromEntries([...pairs].map(([, name = '', value = '']) => [name, value]));
  return { exitCode, stdout, stderr, outputs: written, summary: contentOf(summary) };
}

const contentOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** Without a status function, a step runs only if no step before it failed. */
function isRun(condition: string, values: Values, exitCode: number): boolean {
  const text = condition.replace(/^\$\{\{\s*|\s*\}\}$/g, '') || 'true';
  const whole = /\b(always|cancelled|failure|success)\(\)/.test(text) ? text : `success() && (${text})`;
  return Boolean(evaluate(whole, values, exitCode));
}

/** Replaces the expressions of a text. */
const filled = (text: string, values: Values): string =>
  text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => String(evaluate(expression, values)));

/** Evaluates an expression, of which the ones in use are also JavaScript. Unknown values are empty. */
function evaluate(expression: string, values: Values, exitCode = 0): unknown {
  const names = /\b(?:github|inputs|secrets|steps|vars)\.[\w.-]+/g;
  return runInNewContext(
    expression.replace(names, (name) => JSON.stringify(values[name] ?? '')),
    {
      always: () => true,
      cancelled: () => false,
      failure: () => exitCode !== 0,
      success: () => exitCode === 0,
    },
  );
}
