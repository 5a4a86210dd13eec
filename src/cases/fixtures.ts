import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { IdentityName } from '../config/credentials.ts';
import { checkerOf } from '../config/input.ts';
import { parseSource, type Source } from '../contract/source.ts';

/** A value in a path or a query. */
export type Scalar = string | number | boolean;

/**
 * The name of credentials, never the credentials themselves. A literal bearer token or Authorization field is always
 * made up.
 */
export type Auth = IdentityName | 'none' | 'malformed' | { bearer: string } | { authorization: string };

/** Overrides of a case. */
export interface Overrides {
  auth?: Exclude<Auth, { authorization: string }>;
  path?: Record<string, Scalar>;
  query?: Record<string, Scalar | Scalar[] | null>;
  fault?: number;
  expect?: Record<string, Scalar | null>;
}

/** The requests of an operation: a file of fixtures/, validated by fixture.schema.json. */
export interface Fixture {
  /** Path below fixtures/ without its extension: `groups/get`. */
  stem: string;
  source: Source;
  operation: string;
  request: Overrides & { auth: NonNullable<Overrides['auth']> };
  cases: { status: string; name: string; overrides: Overrides; pointer: string }[];
}

interface Content {
  operation: string;
  request: Fixture['request'];
  cases: Record<string, Record<string, Overrides | null>[]>;
}

/**
 * Reads every fixture below a folder.
 *
 * @throws Problem with file and line for an invalid fixture
 */
export function readFixtures(folder: string): Fixture[] {
  if (!existsSync(folder)) return [];
  const fix = 'See fixtures/fixture.schema.json for the structure of a fixture';
  const check = checkerOf(
    { code: 'fixture', whole: 'the fixture', fix },
    () => JSON.parse(readFileSync(join(folder, 'fixture.schema.json'), 'utf8')) as object,
  );
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const source = parseSource(relative(process.cwd(), path).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
      check(source);
      return fixture(name.replaceAll('\\', '/').replace(/\.ya?ml$/, ''), source, source.value as Content);
    });
}

function fixture(stem: string, source: Source, { operation, request, cases }: Content): Fixture {
  return {
    stem,
    source,
    operation,
    request,
    cases: Object.entries(cases).flatMap(([status, rows]) =>
      rows.flatMap((row, index) =>
        Object.entries(row).map(([name, overrides]) => ({
          status,
          name,
          overrides: overrides ?? {},
          pointer: `/cases/${status}/${index}`,
        })),
      ),
    ),
  };
}
