import { join } from 'node:path';
import { wouldBeCommitted } from '../bootstrap/env-file.ts';
import { SUITE } from '../client/suite.ts';
import { baseUrl } from '../config/base-url.ts';
import { COMMAND } from '../config/packed.ts';
import { readInput } from '../config/read-input.ts';
import { outerSettings, type Settings } from '../config/settings.ts';
import { word } from '../config/values.ts';
import { writeNew } from '../init/new-file.ts';
import { GITLAB, hasYaml, isDependency, newFiles } from '../init/new-files.ts';
import { Problem } from '../problem.ts';
import { print } from './printing.ts';
import type { Request } from './request.ts';

/** Name of the target, unless another one is named. */
const STAGING = 'staging';

/**
 * Writes the files to start from, and prints the next step. Existing files are not changed.
 *
 * @throws Problem `init` for a file that cannot be written; those before it remain
 */
export function init(request: Extract<Request, { command: 'init' }>, env: NodeJS.ProcessEnv): number {
  const directory = process.cwd();
  const settings = outerSettings({ env, flags: request.flags });
  const target = targetOf(settings);
  const url = settings.has('CONTRACT_BASE_URL') ? baseUrl(settings, directory) : undefined;
  const isInstalled = isDependency(directory);
  const files = newFiles({ ...request, target, baseUrl: url?.href.replace(/\/+$/, ''), isInstalled });
  const width = Math.max(...files.map(({ name }) => name.length));
  const hasFixtures = hasYaml(directory);
  for (const file of files) {
    const isKept = hasFixtures && file.name.startsWith('fixtures');
    const isNew = !isKept && writeNew(directory, file);
    print(`${(isKept ? 'fixtures/' : file.name).padEnd(width)}  ${isNew ? 'written' : 'exists, left as it is'}`);
    if (!isNew && file.name === GITLAB && !hasJob(directory)) print(`add to ${GITLAB}:\n\n${file.text}`);
  }
  return print(nextSteps(directory, `.env.${target}`, target));
}

/** True if the pipeline of GitLab runs the suite. */
function hasJob(directory: string): boolean {
  const input = readInput(join(directory, GITLAB));
  return 'text' in input && input.text.includes(SUITE.name);
}

/** @throws Problem `target-name` for the embedded target, whose values are part of the suite */
function targetOf(settings: Settings): string {
  const setting = settings.get('CONTRACT_TARGET');
  if (setting === undefined) return STAGING;
  const target = word(settings, 'CONTRACT_TARGET') ?? STAGING;
  if (target !== 'embedded') return target;
  throw new Problem({
    code: 'target-name',
    message: 'embedded is the name of the target that comes with the suite',
    where: setting.source,
    fix: `Choose another name, such as ${STAGING}`,
  });
}

/** What to do next, after a warning if Git would commit the credentials. */
function nextSteps(directory: string, file: string, target: string): string {
  const warning = `warning: Git does not ignore ${file}, which is for credentials; add this line to .gitignore: ${file}`;
  return [
    ...(wouldBeCommitted(join(directory, file)) ? [warning] : []),
    `next: fill in ${file}, then`,
    `  CONTRACT_TARGET=${target} ${COMMAND} doctor`,
  ].join('\n');
}
