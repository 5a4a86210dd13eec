import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IdentityName } from '../config/credentials.ts';
import { BUILT_IN_FIXTURES } from '../config/folders.ts';
import { checkerOf } from '../config/input.ts';
import { nameOf } from '../config/project.ts';
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
  /** True for a fixture that is part of the suite, false for one of the user. */
  isBuiltIn: boolean;
  /** True for a fixture of the user that replaces a built-in one. */
  isReplacing?: true;
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
 * Reads the built-in fixtures, and those of the user, which replace the built-in ones of the same operations.
 *
 * @param own folder with the fixtures of the user; undefined: there are none
 * @throws Problem with file and line for an invalid fixture
 */
export function allFixtures(own: string | undefined): Fixture[] {
  const users = own === undefined ? [] : readFixtures(own);
  const [operations, stems] = [new Set(users.map((each) => each.operation)), new Set(users.map((each) => each.stem))];
  const builtIn = readFixtures(BUILT_IN_FIXTURES);
  const others = builtIn
    .filter(({ operation }) => !operations.has(operation))
    // Ids of cases begin with the stem.
    .map((each) => ({ ...each, stem: stems.has(each.stem) ? `built-in/${each.stem}` : each.stem }));
  const known = new Set(builtIn.map(({ operation }) => operation));
  return [
    ...users.map((each) => (known.has(each.operation) ? { ...each, isReplacing: true as const } : each)),
    ...others,
  ];
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
    () => JSON.parse(readFileSync(join(BUILT_IN_FIXTURES, 'fixture.schema.json'), 'utf8')) as object,
  );
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const source = parseSource(nameOf(path), readFileSync(path, 'utf8'));
      check(source);
      const stem = name.replaceAll('\\', '/').replace(/\.ya?ml$/, '');
      return { ...fixture(stem, source, source.value as Content), isBuiltIn: folder === BUILT_IN_FIXTURES };
    });
}

function fixture(stem: string, source: Source, { operation, request, cases }: Content): Omit<Fixture, 'isBuiltIn'> {
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
