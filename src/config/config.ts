import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { Problem } from '../problem.ts';
import { baseUrl, isLoopback } from './base-url.ts';
import { isOption, SECRET_VARIABLES } from './options.ts';
import { type Origin, ORIGINS } from './origins.ts';
import { dotenvFile, readSettings, type Setting, type Settings, type Sources } from './settings.ts';
import { credential, number, text, word, words } from './values.ts';

/** Where and how to run: everything that a user can set, read and checked. */
export interface Config {
  target: Target;
  /** Folder, file, URL, or `served`. */
  spec: string;
  credentials: Credentials;
  /** Values that fixtures use, by their name in a fixture: `PROJECT_SLUG`. */
  variables: Readonly<Record<string, string>>;
  /** Request header by which the target can be told to answer a declared status. */
  faultHeader: string | undefined;
  /** Fewest conforming cells that count as a proof. */
  requireCells: number;
  patienceMs: number;
  timeoutMs: number;
  bodyLimitBytes: number;
  /** Requests under way at a time. */
  concurrency: number;
  /** Which cases are asked, by who made them. */
  origins: readonly Origin[];
  exploration: Exploration | undefined;
  /** Absolute path. */
  reportDir: string;
  /** All settings with their sources. */
  settings: Settings;
  /** Lines that a user should see before the run. */
  warnings: string[];
}

/** How much is explored, and from where on. */
export interface Exploration {
  /** Draws for each operation. */
  runs: number;
  /** Undefined: what the contract gives. */
  seed: number | undefined;
  /** After how long nothing more is drawn. */
  limitMs: number;
}

/** The server under test. */
export interface Target {
  name: string;
  /** Origin and base path without a trailing slash; absent: the embedded target is to be started. */
  baseUrl: string | undefined;
}

/** Credentials as configured; none of them is ever printed. */
export interface Credentials {
  token: string | undefined;
  restricted: string | undefined;
  service: string | undefined;
  clientId: string | undefined;
  clientSecret: string | undefined;
}

/**
 * Reads the configuration.
 *
 * @param sources environment, command line and the folder with dotenv files
 * @param embeddedEnv folder of `embedded.env`, whose values replace all others where the embedded target is judged
 * @throws Problem for every value that cannot be used
 */
export function readConfig(sources: Sources, embeddedEnv: string): Config {
  const given = readSettings(sources);
  const url = baseUrl(given);
  const embedded = url === undefined ? dotenvFile(embeddedEnv, 'embedded.env') : new Map<string, Setting>();
  const settings = new Map([...given, ...embedded]);
  checkUniversalAuth(settings);
  return {
    target: { name: targetName(settings, url), baseUrl: url?.href.replace(/\/+$/, '') },
    spec: text(settings, 'CONTRACT_SPEC') ?? '',
    credentials: {
      token: credential(settings, 'CONTRACT_TOKEN'),
      restricted: credential(settings, 'CONTRACT_RESTRICTED_TOKEN'),
      service: credential(settings, 'CONTRACT_SERVICE_TOKEN'),
      clientId: credential(settings, 'CONTRACT_UNIVERSAL_AUTH_CLIENT_ID'),
      clientSecret: credential(settings, 'CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET'),
    },
    variables: fixtureVariables(settings),
    faultHeader: word(settings, 'CONTRACT_FAULT_HEADER'),
    requireCells: number(settings, 'CONTRACT_REQUIRE_CELLS', { least: 0, integer: true }) ?? 0,
    patienceMs: 1000 * (number(settings, 'CONTRACT_PATIENCE_SECONDS', { least: 0 }) ?? 0),
    timeoutMs: 1000 * (number(settings, 'CONTRACT_TIMEOUT_SECONDS', { least: 0.01 }) ?? 0),
    bodyLimitBytes: 2 ** 20 * (number(settings, 'CONTRACT_BODY_LIMIT_MIB', { least: 0.01 }) ?? 0),
    concurrency:
      number(settings, 'CONTRACT_CONCURRENCY', { least: 1, integer: true }) ??
      (url === undefined || isLoopback(url) ? 16 : 4),
    origins: originsOf(settings, url === undefined || isLoopback(url)),
    exploration: explorationOf(settings),
    reportDir: resolve(sources.directory, text(settings, 'CONTRACT_REPORT_DIR') ?? ''),
    settings,
    warnings: replaced(given, embedded),
  };
}

/** A firewall before a server of others may ban whoever sends odd strings. */
function originsOf(settings: Settings, onLoopback: boolean): Origin[] {
  const chosen = words(settings, 'CONTRACT_CASES', ORIGINS);
  const explores = text(settings, 'CONTRACT_EXPLORE') !== undefined;
  if (chosen === undefined) {
    return ORIGINS.filter((origin) => (origin === 'hostile' ? onLoopback : origin !== 'explored' || explores));
  }
  if (!chosen.includes('explored') || explores) return chosen;
  throw new Problem({
    code: 'invalid-value',
    message: 'CONTRACT_CASES has explored in it, but nothing says how many requests are drawn',
    where: settings.get('CONTRACT_CASES')?.source ?? 'default',
    fix: 'Add --explore 100',
  });
}

function explorationOf(settings: Settings): Exploration | undefined {
  const runs = number(settings, 'CONTRACT_EXPLORE', { least: 1, integer: true });
  const seconds = number(settings, 'CONTRACT_EXPLORE_SECONDS', { least: 1 });
  const drawn = text(settings, 'CONTRACT_SEED') === 'random' ? randomInt(2 ** 31 - 1) : undefined;
  const seed = drawn ?? number(settings, 'CONTRACT_SEED', { least: 0, most: 2 ** 31 - 1, integer: true });
  return runs === undefined ? undefined : { runs, seed, limitMs: seconds === undefined ? Infinity : seconds * 1000 };
}

/** A client id without its secret, or the other way round, is a secret that was lost on the way. */
function checkUniversalAuth(settings: Settings): void {
  const names = ['CONTRACT_UNIVERSAL_AUTH_CLIENT_ID', 'CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET'] as const;
  const [set, ...others] = names.filter((name) => text(settings, name) !== undefined);
  if (set === undefined || others.length > 0 || text(settings, 'CONTRACT_TOKEN') !== undefined) return;
  throw new Problem({
    code: 'invalid-value',
    message: `${names.find((name) => name !== set)} is not set, though ${set} is`,
    where: settings.get(set)?.source ?? 'environment',
    fix: 'Set both, or CONTRACT_TOKEN instead',
  });
}

function targetName(settings: Settings, url: URL | undefined): string {
  const name = word(settings, 'CONTRACT_TARGET') ?? '';
  return url !== undefined && name === 'embedded' ? url.host : name;
}

/** Everything set but credentials; of the service token its id, which names it without being it. */
function fixtureVariables(settings: Settings): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, { value }] of settings) {
    const secret = isOption(name) && SECRET_VARIABLES.includes(name);
    if (name.startsWith('CONTRACT_') && !secret && value !== '') variables[name.replace('CONTRACT_', '')] = value;
  }
  const id = text(settings, 'CONTRACT_SERVICE_TOKEN')?.split('.')[1];
  return id === undefined ? variables : { SERVICE_TOKEN_ID: id, ...variables };
}

/** A lost CONTRACT_BASE_URL must not go unseen: whoever set coordinates meant a server of their own. */
function replaced(given: Settings, embedded: Settings): string[] {
  const names = [...embedded.keys()].filter((name) => given.has(name) && given.get(name)?.value !== '');
  if (names.length === 0) return [];
  return [
    `the embedded target is judged with its own values; set CONTRACT_BASE_URL to use yours of ${names.join(', ')}`,
  ];
}
