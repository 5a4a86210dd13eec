import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { suggest } from '../config/nearest.ts';
import { parseSource, type Source } from '../contract/source.ts';
import { Problem } from '../problem.ts';

/** A value that stands in a path or a query. */
export type Scalar = string | number | boolean;

/**
 * How a request names its credentials, never the credentials themselves; a literal bearer, or with `authorization` a
 * whole Authorization field, is made up.
 */
export type Auth =
  'token' | 'restricted' | 'service' | 'none' | 'malformed' | { bearer: string } | { authorization: string };

/** What a case changes of its fixture's request. */
export interface Overrides {
  auth?: Exclude<Auth, { authorization: string }>;
  path?: Record<string, Scalar>;
  query?: Record<string, Scalar | Scalar[] | null>;
  fault?: number;
  expect?: Record<string, Scalar | null>;
}

/** What one operation is asked: a file of fixtures/, checked against fixture.schema.json. */
export interface Fixture {
  /** Path below fixtures/ without its ending: `groups/get`. */
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
 * @throws Problem with file and line for a file that is no fixture
 */
export function readFixtures(folder: string): Fixture[] {
  if (!existsSync(folder)) return [];
  const schema = JSON.parse(readFileSync(join(folder, 'fixture.schema.json'), 'utf8')) as object;
  const validate = new Ajv({ verbose: true, allowUnionTypes: true }).compile<Content>(schema);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const source = parseSource(relative(process.cwd(), path).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
      if (!validate(source.value)) throw malformed(source, validate.errors ?? []);
      return fixture(name.replaceAll('\\', '/').replace(/\.ya?ml$/, ''), source, source.value);
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

function malformed(source: Source, [error]: ErrorObject[]): Problem {
  const pointer = error?.instancePath ?? '';
  const at = (below = '') => `${source.name}:${source.lineAt(pointer + below)}`;
  const path = pointer === '' ? 'the fixture' : pointer;
  if (error?.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty);
    const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
    return new Problem({
      code: 'fixture',
      message: `there is no key ${JSON.stringify(key)} in ${path}`,
      where: at(`/${key}`),
      fix: suggest(key, known),
    });
  }
  if (error?.keyword === 'enum') {
    return new Problem({
      code: 'fixture',
      message: `${path} is ${JSON.stringify(error.data)}, which is not one of its values`,
      where: at(),
      fix: suggest(String(error.data), error.params.allowedValues as string[]),
    });
  }
  if (error?.propertyName !== undefined) {
    return new Problem({
      code: 'fixture',
      message: `${path} may not have the key ${JSON.stringify(error.propertyName)}`,
      where: at(`/${error.propertyName}`),
      fix:
        path === '/cases'
          ? 'Write a status such as 404, several as 401 403, or a range as 4XX'
          : 'Write a JSON pointer, never into a list',
    });
  }
  return new Problem({
    code: 'fixture',
    message: `${path} ${error?.message ?? 'is not as fixture.schema.json wants it'}`,
    where: at(),
    fix: 'fixtures/fixture.schema.json says what a fixture may hold',
  });
}
