import { suggest } from '../config/nearest.ts';
import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import { toPointer } from '../contract/pointer.ts';
import { isDeclared } from '../contract/responses.ts';
import { Problem } from '../problem.ts';
import type { Fixture, Overrides } from './fixtures.ts';
import { templateNames } from '../contract/path-template.ts';
import type { Draft } from './request.ts';
import { isOtherRoute, textOf } from './url.ts';

type Row = Fixture['cases'][number];

/** Checks that an operation has only one fixture, and that its requests name only declared parameters. */
export function checkOperation(fixture: Fixture, contract: Contract, seen: Map<string, Fixture>): void {
  const other = seen.get(fixture.operation);
  if (other !== undefined) {
    throw problem(
      fixture,
      '/operation',
      `${fixture.operation} already has a fixture`,
      `Merge it into ${other.source.name}`,
    );
  }
  seen.set(fixture.operation, fixture);
  const operation = contract.operations.get(fixture.operation);
  if (operation === undefined) {
    const fix = suggest(fixture.operation, [...contract.operations.keys()]);
    throw problem(fixture, '/operation', `no document of the contract has ${fixture.operation}`, fix);
  }
  const declared = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const requests = [{ overrides: fixture.request, pointer: '/request' }, ...fixture.cases];
  for (const { overrides, pointer } of requests) {
    checkAuth(fixture, overrides, pointer, operation);
    for (const name of Object.keys(overrides.query ?? {})) {
      if (declared.includes(name)) continue;
      const at = pointer === '/request' ? `/request/query${toPointer([name])}` : pointer;
      throw problem(
        fixture,
        at,
        `the operation has no query parameter ${JSON.stringify(name)}`,
        suggest(name, declared),
      );
    }
  }
}

/** Checks that a literal bearer token is valid in a header, and that an unsafe method cannot change anything. */
function checkAuth(fixture: Fixture, { auth, path }: Overrides, pointer: string, { method }: Operation): void {
  if (typeof auth === 'object' && !/^[\x21-\x7e]+$/.test(auth.bearer)) {
    throw problem(
      fixture,
      pointer,
      'the bearer token contains blanks or non-ASCII characters',
      'Use only visible ASCII characters',
    );
  }
  if (method === 'GET' || method === 'HEAD') return;
  const isNamed = Object.values(path ?? {}).some((value) => String(value).includes('$'));
  if ((auth === undefined || auth === 'none') && !isNamed) return;
  const fix = 'Use auth: none and made-up path values';
  throw problem(fixture, pointer, `${method} must not be sent with credentials or to an existing resource`, fix);
}

/** Checks that every path parameter has a value with which the path leads to this operation. */
export function checkPath(fixture: Fixture, pointer: string, operation: Operation, path: Draft['path']): void {
  const names = templateNames(operation.path);
  for (const name of names) {
    const value = path[name];
    if (value === undefined) {
      throw problem(fixture, '/request', `the path parameter {${name}} has no value`, 'Add one below request.path');
    }
    if (isOtherRoute(textOf(value))) {
      const fix = 'Use another value: an empty segment or a dot segment leads to another route';
      throw problem(fixture, pointer, `{${name}} is ${JSON.stringify(value)}, which cannot be sent`, fix);
    }
  }
  const extra = Object.keys(path).find((name) => !names.includes(name));
  if (extra === undefined) return;
  throw problem(fixture, '/request/path', `the path has no parameter ${JSON.stringify(extra)}`, suggest(extra, names));
}

/** Checks that a case expects only statuses that its operation declares. */
export function checkStatus(fixture: Fixture, row: Row, operation: Operation, expected: readonly string[]): void {
  const status = expected.find((each) => !isDeclared(operation, each));
  if (status === undefined) return;
  const fix = `Use one of: ${[...operation.responses.keys()].join(', ')}`;
  throw problem(fixture, row.pointer, `${operation.key} declares no status ${status}`, fix);
}

/** Checks that no two cases have the same id. */
export function checkName(fixture: Fixture, row: Row, id: string, seen: Set<string>): void {
  if (seen.has(id)) {
    throw problem(fixture, row.pointer, `the case name ${JSON.stringify(row.name)} is used twice`, 'Use another name');
  }
  seen.add(id);
}

function problem(fixture: Fixture, pointer: string, message: string, fix: string): Problem {
  return new Problem({
    code: 'fixture',
    message,
    where: `${fixture.source.name}:${fixture.source.lineAt(pointer)}`,
    fix,
  });
}
