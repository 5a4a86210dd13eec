import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { type Config, readConfig } from './config.ts';
import { suggest } from './nearest.ts';
import type { OptionName } from './options.ts';
import { readSettings, type Sources } from './settings.ts';

/** Where the configurations of two servers come from. */
export interface SidesSources extends Sources {
  /** Each server: the name of a target, or a base URL. */
  sides: readonly [a: string, b: string];
  /** Hosts and ports of the servers that may be changed. */
  disposable: readonly string[];
  /** True: values are compared, so that nothing may change them. */
  values?: boolean;
}

/**
 * Reads the configuration of each server of a comparison. The values of `.env.<name>` take precedence over the
 * environment, which cannot be meant for both. Life cycles need two disposable servers.
 *
 * @throws Problem for the first invalid value; `target-name` for a target without a file; `disposable` if a host is that
 * of neither server
 */
export function readSides(sources: SidesSources): { a: Config; b: Config } {
  const [a, b] = sources.sides.map((side) => sourcesOf(side, sources));
  if (a === undefined || b === undefined) throw new Error('a comparison needs two servers');
  const hosts = [a, b].map(hostOf);
  const unknown = sources.disposable.find((host) => !hosts.includes(host));
  if (unknown !== undefined) throw unknownHost(unknown, hosts);
  const ofA = readConfig(withDisposable(a, sources.disposable));
  const ofB = besides(ofA, readConfig(withDisposable(b, sources.disposable)));
  if (ofA.isDisposable && ofB.isDisposable && sources.values !== true) return { a: ofA, b: ofB };
  const isAllowed = ofA.isDisposable && ofB.isDisposable;
  const reason = (other: string) => (isAllowed ? VALUES : `${other} is not disposable`);
  return { a: withoutWrites(ofA, reason('b')), b: withoutWrites(ofB, reason('a')) };
}

/** The configuration of b, with a warning if it is the same server as a. */
function besides({ target: { baseUrl } }: Config, b: Config): Config {
  if (baseUrl === undefined || baseUrl !== b.target.baseUrl) return b;
  return { ...b, warnings: [...b.warnings, `a and b are the same server: ${baseUrl}`] };
}

/** Why nothing is written although both servers are disposable. */
const VALUES = 'life cycles change values; compare again without --values';

/** Variables that belong to one server, so that they cannot be set for both. */
const OF_ONE_SERVER: readonly OptionName[] = ['CONTRACT_TARGET', 'CONTRACT_BASE_URL', 'CONTRACT_DISPOSABLE'];

function sourcesOf(side: string, { env, flags, directory }: SidesSources): Sources {
  const isUrl = /^[a-z]+:\/\//i.test(side);
  if (!isUrl && side !== 'embedded' && !existsSync(join(directory, `.env.${side}`)))
    throw unknownTarget(side, directory);
  const own: Sources['flags'] = isUrl ? { CONTRACT_BASE_URL: side } : { CONTRACT_TARGET: side };
  return { env, flags: { ...flags, ...own }, directory, ofOneServer: OF_ONE_SERVER };
}

/** The host and port of a side, as its base URL has them. */
const hostOf = (sources: Sources): string | undefined =>
  /^[a-z]+:\/\/([^/?#]*)/i.exec(readSettings(sources).get('CONTRACT_BASE_URL')?.value ?? '')?.[1];

function withDisposable(sources: Sources, disposable: readonly string[]): Sources {
  const host = hostOf(sources);
  return host === undefined || !disposable.includes(host)
    ? sources
    : { ...sources, flags: { ...sources.flags, CONTRACT_DISPOSABLE: host } };
}

/** A configuration without life cycles, and with the reason. */
function withoutWrites(config: Config, reason: string): Config {
  if (!config.isDisposable) return config;
  const isEmbedded = config.target.baseUrl === undefined;
  const warnings = isEmbedded && reason === VALUES ? [] : [`life cycles are not compared, because ${reason}`];
  return {
    ...config,
    isDisposable: false,
    origins: config.origins.filter((origin) => origin !== 'lifecycle'),
    warnings: [...config.warnings, ...warnings],
  };
}

function unknownTarget(side: string, directory: string): Problem {
  // bootstrap keeps its state in .env.<name>.bootstrap.
  const names = readdirSync(directory).flatMap(
    (name) => /^\.env\.(?!example$)(.+)(?<!\.bootstrap)$/.exec(name)?.[1] ?? [],
  );
  return new Problem({
    code: 'target-name',
    message: `the file does not exist, so there is no target ${JSON.stringify(side.slice(0, 40))}`,
    where: `.env.${side.slice(0, 40)}`,
    fix: names.length === 0 ? 'Create it with init, or give the base URL of the server' : suggest(side, names),
  });
}

const unknownHost = (host: string, hosts: readonly (string | undefined)[]): Problem =>
  new Problem({
    code: 'disposable',
    message: `${JSON.stringify(host)} is the host of neither server`,
    where: '--disposable',
    fix: `Write it once for each server that may be changed: ${hosts.map((each) => each ?? 'the embedded target always is').join(', ')}`,
  });
