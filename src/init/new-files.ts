import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SUITE } from '../client/suite.ts';
import { readInput } from '../config/read-input.ts';
import { isObject } from '../contract/pointer.ts';
import { parseJson } from '../contract/source.ts';
import { envText } from './env-text.ts';
import { FIXTURE, FIXTURE_TEXT } from './fixture-text.ts';
import type { NewFile } from './new-file.ts';
import { WAIVERS_TEXT } from './waivers-text.ts';
import { githubText, gitlabText } from './workflow-text.ts';

/** What `init` writes. */
export interface Wanted {
  /** Name of the target. */
  target: string;
  /** Origin of the server; undefined: the user fills it in. */
  baseUrl: string | undefined;
  github: boolean;
  gitlab: boolean;
  /** True if the suite is a dependency of the repository. */
  isInstalled: boolean;
}

/** Path of the pipeline of GitLab, of which a repository has only one. */
export const GITLAB = '.gitlab-ci.yml';

/** The files to start from. */
export const newFiles = ({ target, baseUrl, github, gitlab, isInstalled }: Wanted): NewFile[] => [
  { name: `.env.${target}`, text: envText(target, baseUrl), mode: 0o600 },
  { name: join('fixtures', FIXTURE), text: FIXTURE_TEXT },
  { name: 'waivers.yaml', text: WAIVERS_TEXT },
  ...(github ? [{ name: '.github/workflows/contract.yml', text: githubText(target, isInstalled) }] : []),
  ...(gitlab ? [{ name: GITLAB, text: gitlabText(target, isInstalled) }] : []),
];

/** True if package.json of a folder names the suite as a dependency. */
export function isDependency(directory: string): boolean {
  const input = readInput(join(directory, 'package.json'));
  const value = 'text' in input ? parseJson(input.text) : undefined;
  if (!isObject(value)) return false;
  return [value.dependencies, value.devDependencies].some((each) => isObject(each) && SUITE.name in each);
}

/**
 * True if a folder of fixtures contains YAML files. Fixtures of the user may have the operation of the one to start
 * from, which would be an error; files of another purpose would be read as fixtures.
 */
export function hasYaml(directory: string): boolean {
  try {
    const names = readdirSync(join(directory, 'fixtures'), { recursive: true, encoding: 'utf8' });
    return names.some((name) => /\.ya?ml$/.test(name));
  } catch {
    return false;
  }
}
