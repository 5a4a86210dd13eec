import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Problem } from '../problem.ts';
import { baseUrl, isLoopback } from './base-url.ts';
import { type Credentials, credentialsOf, fixtureVariables } from './credentials.ts';
import { type AdvicePolicy, advicePolicyOf } from './advice.ts';
import { type Exploration, explorationOf, originsOf } from './exploration.ts';
import { BUILT_IN_FIXTURES, folder, foldersOf } from './folders.ts';
import type { Origin } from './origins.ts';
import { readInput } from './read-input.ts';
import { type Shard, shardOf } from './shard.ts';
import { disposable } from './disposable.ts';
import { dotenvFile, readSettings, type Setting, type Settings, type Sources } from './settings.ts';
import { fieldValue, number, text, word } from './values.ts';

/** The validated configuration. */
export interface Config {
  target: Target;
  /** Folder, file, URL, `specs`, `served`, or `specs,served`. */
  spec: string;
  /** Absolute path of the folder that `specs` stands for: the user's, or the built-in one. */
  specs: string;
  /** Absolute path of the folder with the fixtures of the user; undefined: there are only built-in ones. */
  fixtures: string | undefined;
  /**
   * Absolute path of the folder with the files that the contract may refer to; undefined: the folder of its main
   * document.
   */
  specRoot: string | undefined;
  credentials: Credentials;
  /** Variables for fixtures, by the name that fixtures use: `PROJECT_SLUG`. */
  variables: Readonly<Record<string, string>>;
  /** Request header that makes the target return a given status. */
  faultHeader: string | undefined;
  /** Minimum number of proved cells. */
  requireCells: number;
  /** Minimum number of operations with a 2xx. */
  requireReached: number;
  retryBudgetMs: number;
  /** Time limit of a run in milliseconds; undefined: no limit. */
  maxMs: number | undefined;
  timeoutMs: number;
  bodyLimitBytes: number;
  /** Maximum number of concurrent requests. */
  concurrency: number;
  /** The shard of the operations; undefined: all operations. */
  shard: Shard | undefined;
  /** Milliseconds to wait for a server that is starting. */
  waitMs: number;
  requestsPerMinute: number | undefined;
  /** True if the target may be changed, because it is thrown away. */
  isDisposable: boolean;
  /** Undefined: the name and version of the suite. */
  userAgent: string | undefined;
  /** Certificate of an additional certificate authority, as PEM. */
  authority: string | undefined;
  /** Origins of the cases to send. */
  origins: readonly Origin[];
  exploration: Exploration | undefined;
  advice: AdvicePolicy;
  /** Absolute path of the report of an earlier run; undefined: that of the run before in the same folder. */
  baseline: string | undefined;
  /** Absolute path of the waivers file, which need not exist. */
  waivers: string;
  /** Absolute path of the folder for the reports. */
  reportDir: string;
  /** All settings with their sources. */
  settings: Settings;
  /** Warnings for the user before the run. */
  warnings: string[];
}

/** The server under test. */
export interface Target {
  name: string;
  /** Origin and base path without a trailing slash; undefined: the embedded target is started. */
  baseUrl: string | undefined;
}

/**
 * Reads the configuration.
 *
 * @param sources environment, command line and the folder with dotenv files
 * @param embeddedEnv folder of `embedded.env`, whose values replace all others if the embedded target is judged
 * @throws Problem for the first invalid value
 */
export function readConfig(sources: Sources, embeddedEnv = BUILT_IN_FIXTURES): Config {
  const given = readSettings(sources);
  const url = baseUrl(given, sources.directory);
  const embedded = url === undefined ? dotenvFile(embeddedEnv, 'embedded.env') : new Map<string, Setting>();
  const settings = new Map([...given, ...embedded]);
  const isDisposable = disposable(settings, url);
  const { specs, fixtures, ignored } = foldersOf(settings, sources.directory);
  return {
    target: { name: targetName(settings, url), baseUrl: url?.href.replace(/\/+$/, '') },
    spec: text(settings, 'CONTRACT_SPEC') ?? '',
    specs,
    fixtures,
    specRoot: folder(settings, 'CONTRACT_SPEC_ROOT', sources.directory),
    credentials: credentialsOf(settings),
    variables: fixtureVariables(settings),
    faultHeader: word(settings, 'CONTRACT_FAULT_HEADER'),
    ...reportingOf(settings, sources.directory),
    retryBudgetMs: 1000 * (number(settings, 'CONTRACT_PATIENCE_SECONDS', { least: 0 }) ?? 0),
    maxMs: milliseconds(settings, 'CONTRACT_MAX_SECONDS'),
    timeoutMs: 1000 * (number(settings, 'CONTRACT_TIMEOUT_SECONDS', { least: 0.01 }) ?? 0),
    bodyLimitBytes: 2 ** 20 * (number(settings, 'CONTRACT_BODY_LIMIT_MIB', { least: 0.01 }) ?? 0),
    concurrency:
      number(settings, 'CONTRACT_CONCURRENCY', { least: 1, integer: true }) ??
      (url === undefined || isLoopback(url) ? 16 : 4),
    shard: shardOf(settings),
    waitMs: 1000 * (number(settings, 'CONTRACT_WAIT_SECONDS', { least: 0 }) ?? 0),
    requestsPerMinute: number(settings, 'CONTRACT_MAX_REQUESTS_PER_MINUTE', { least: 1, integer: true }),
    userAgent: fieldValue(settings, 'CONTRACT_USER_AGENT'),
    authority: pemFile(settings, sources.directory),
    isDisposable,
    origins: originsOf(settings, url === undefined || isLoopback(url), isDisposable),
    exploration: explorationOf(settings),
    advice: advicePolicyOf(settings),
    baseline: baselinePath(settings, sources.directory),
    waivers: existing(settings, waiversPath(settings, sources.directory)),
    settings,
    warnings: [...replaced(given, embedded), ...ignored],
  };
}

function milliseconds(settings: Settings, name: 'CONTRACT_MAX_SECONDS'): number | undefined {
  const value = number(settings, name, { least: 0.1 });
  return value === undefined ? undefined : 1000 * value;
}

/** Reads the options of commands that process reports. */
export function readReporting(
  sources: Sources,
): Pick<Config, 'reportDir' | 'requireCells' | 'requireReached' | 'waivers'> {
  const settings = readSettings(sources);
  return { ...reportingOf(settings, sources.directory), waivers: waiversPath(settings, sources.directory) };
}

const reportingOf = (
  settings: Settings,
  directory: string,
): Pick<Config, 'reportDir' | 'requireCells' | 'requireReached'> => ({
  reportDir: resolve(directory, text(settings, 'CONTRACT_REPORT_DIR') ?? ''),
  requireCells: number(settings, 'CONTRACT_REQUIRE_CELLS', { least: 0, integer: true }) ?? 0,
  requireReached: number(settings, 'CONTRACT_REQUIRE_REACHED', { least: 0, integer: true }) ?? 0,
});

function pemFile(settings: Settings, directory: string): string | undefined {
  const path = text(settings, 'CONTRACT_CA_FILE');
  if (path === undefined) return undefined;
  const input = readInput(resolve(directory, path));
  if ('text' in input && isCertificate(input.text)) return input.text;
  throw new Problem({
    code: 'invalid-value',
    message: `CONTRACT_CA_FILE names ${'error' in input ? input.error : 'a file without a certificate'}: ${path}`,
    where: settings.get('CONTRACT_CA_FILE')?.source ?? 'default',
    fix: 'Set it to a PEM file with the certificate of the authority',
  });
}

/** True for a PEM text whose first certificate can be parsed (RFC 7468, section 5). */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== '';
  } catch {
    return false;
  }
}

function baselinePath(settings: Settings, directory: string): string | undefined {
  const path = text(settings, 'CONTRACT_BASELINE');
  return path === undefined ? undefined : resolve(directory, path);
}

const waiversPath = (settings: Settings, directory: string): string =>
  resolve(directory, text(settings, 'CONTRACT_WAIVERS') ?? '');

/** Returns the path of the waivers file, which must exist if it is set. */
function existing(settings: Settings, file: string): string {
  const { value = '', source = '' } = settings.get('CONTRACT_WAIVERS') ?? {};
  if (value === '' || existsSync(file)) return file;
  throw new Problem({
    code: 'invalid-value',
    message: `CONTRACT_WAIVERS names a file that does not exist: ${file}`,
    where: source,
    fix: 'Set it to the path of the waivers file, or unset it',
  });
}

function targetName(settings: Settings, url: URL | undefined): string {
  const name = word(settings, 'CONTRACT_TARGET') ?? '';
  return url !== undefined && name === 'embedded' ? url.host : name;
}

/** Warns about settings that the embedded target replaces, because CONTRACT_BASE_URL may be missing by mistake. */
function replaced(given: Settings, embedded: Settings): string[] {
  const names = [...embedded.keys()].filter((name) => given.has(name) && given.get(name)?.value !== '');
  if (names.length === 0) return [];
  return [`the embedded target uses its own values; set CONTRACT_BASE_URL to use your values of ${names.join(', ')}`];
}
