import { type DeclaredResponse, type Operation, type Parameter } from '../contract/operations.ts';
import { templateNames } from '../contract/path-template.ts';
import { declaredFor, isAmong } from '../contract/responses.ts';
import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../contract/pointer.ts';
import { collector, type Difference, type Sender, type Spot, within } from './difference.ts';
import type { Context } from './walk.ts';
import { compareSchemas } from './schemas.ts';

/** The differences of an operation: parameters, request body, responses, and security. */
export function compareOperations(published: Operation, served: Operation): Difference[] {
  const { report, found } = collector(published, served);
  const context = (sender: Sender): Context => ({ sender, report, versions: [published.version, served.version] });
  if (published.secured !== served.secured) {
    const whole: Spot = { whole: 'security', at: '', published: '', served: '' };
    report(served.secured, whole, served.secured ? 'credentials are required' : 'credentials are no longer required');
  }
  compareParameters(published, served, context('client'));
  compareRequestBodies(published.requestBody, served.requestBody, context('client'));
  compareResponses(published, served, context('server'));
  return found;
}

/** Header fields that are not described by parameters (OpenAPI 3.0.3, Parameter Object, `name`). */
const IGNORED = ['accept', 'content-type', 'authorization'];

/** Parameters by name, path parameters by position. */
function parametersOf({ path, parameters }: Operation): Map<string, Parameter> {
  const positions = templateNames(path);
  return new Map(
    parameters
      .filter((one) => one.in !== 'header' || !IGNORED.includes(one.name.toLowerCase()))
      .map((parameter) => {
        const { in: location, name } = parameter;
        if (location === 'path') return [`path ${positions.indexOf(name)}`, parameter];
        return [`${location} ${location === 'header' ? name.toLowerCase() : name}`, parameter];
      }),
  );
}

function compareParameters(published: Operation, served: Operation, context: Context): void {
  const { report } = context;
  const [old, now] = [parametersOf(published), parametersOf(served)];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(key), now.get(key)];
    const { in: location, name } = was ?? is ?? { in: '', name: '' };
    const spot: Spot = {
      whole: `${location} parameter ${name}`,
      at: '',
      published: was && (was.pointer ?? ''),
      served: is && (is.pointer ?? ''),
    };
    if (was === undefined) report(is?.required === true, spot, is?.required ? 'is new and required' : 'is new');
    else if (is === undefined) report(true, spot, 'is no longer declared');
    else compareParameter(was, is, spot, context);
  }
}

function compareParameter(was: Parameter, is: Parameter, spot: Spot, context: Context): void {
  const { report } = context;
  if (was.required !== is.required) report(is.required, spot, is.required ? 'is required' : 'is no longer required');
  if (was.style !== is.style && isComposed(was.schema))
    report(true, spot, `is serialized as ${is.style}, not ${was.style}`);
  const [old, now] = [was.schema, is.schema].map((schema) => (isObject(schema) ? schema.default : undefined));
  if (!isDeepStrictEqual(old, now)) {
    const message =
      now === undefined ? `no longer has default ${JSON.stringify(old)}` : `has default ${JSON.stringify(now)}`;
    report(old !== undefined, within(spot, '/schema/default', ''), message);
  }
  compareSchemas(was.schema, is.schema, within(spot, '/schema', ''), context);
}

/** True for lists and objects, whose serialization depends on `style`. */
const isComposed = (schema: unknown): boolean =>
  isObject(schema) && [schema.type].flat().some((type) => type === 'array' || type === 'object');

function compareRequestBodies(old: Operation['requestBody'], now: Operation['requestBody'], context: Context): void {
  const { report } = context;
  const spot: Spot = {
    whole: 'request body',
    at: '',
    published: old && '/requestBody',
    served: now && '/requestBody',
  };
  if (old !== undefined && now !== undefined) {
    if (old.required !== now.required)
      report(now.required, spot, now.required ? 'is required' : 'is no longer required');
    compareContent(old.content, now.content, spot, context);
  } else if (old !== undefined) report(true, spot, 'is no longer declared');
  else if (now !== undefined) report(now.required, spot, now.required ? 'is new and required' : 'is new');
}

function compareResponses(published: Operation, served: Operation, context: Context): void {
  for (const status of new Set([...published.responses.keys(), ...served.responses.keys()])) {
    const [was, is] = [published, served].map((operation) => coveringResponse(operation, status));
    const spot: Spot = { whole: status, at: '', published: was?.pointer, served: is?.pointer };
    if (was !== undefined && is !== undefined) compareResponse(was, is, spot, context);
    else if (was === undefined) context.report(/^[23]/.test(status), spot, 'is a new status');
    else if (!isNarrowed(status, served)) {
      context.report(status.startsWith('2') || isSuccess(status, published), spot, 'is no longer declared');
    }
  }
}

/** True for a range if the operation declares single statuses within it instead. */
const isNarrowed = (status: string, { responses }: Operation): boolean =>
  [...responses.keys()].some((each) => isAmong(Number(each), [status])) && status.endsWith('XX');

/** True for `default` if it is the only declaration of success. */
const isSuccess = (status: string, { responses }: Operation): boolean =>
  status === 'default' && ![...responses.keys()].some((each) => each.startsWith('2'));

/** The declaration for a status: exact, by its range, or by `default`. */
const coveringResponse = (operation: Operation, status: string): DeclaredResponse | undefined =>
  operation.responses.get(status) ??
  (/^\d+$/.test(status) ? declaredFor(operation, Number(status)) : operation.responses.get('default'));

function compareResponse(was: DeclaredResponse, is: DeclaredResponse, spot: Spot, context: Context): void {
  const { report } = context;
  compareContent(was.content, is.content, spot, context);
  for (const [name, old] of was.headers) {
    const now = is.headers.get(name);
    const at: Spot = { ...spot, whole: `${spot.whole} header ${name}`, published: old.pointer, served: now?.pointer };
    if (now === undefined) report(old.required, at, 'is no longer declared');
    else {
      if (old.required !== now.required)
        report(old.required, at, now.required ? 'is required' : 'is no longer required');
      compareSchemas(old.schema, now.schema, within(at, '/schema', ''), context);
    }
  }
  for (const [name, { pointer }] of is.headers) {
    const at: Spot = { ...spot, whole: `${spot.whole} header ${name}`, published: undefined, served: pointer };
    if (!was.headers.has(name)) report(false, at, 'is new');
  }
}

/** Media types by name. A charset does not make a different type. */
const byType = (content: DeclaredResponse['content']) =>
  new Map([...content].map(([type, media]) => [type.toLowerCase().replace(/;\s*charset=[^;]*/, ''), media]));

/** Compares the schemas of a body, by media type. */
function compareContent(
  published: DeclaredResponse['content'],
  served: DeclaredResponse['content'],
  spot: Spot,
  context: Context,
): void {
  const [old, now] = [byType(published), byType(served)];
  const several = old.size > 1 || now.size > 1;
  for (const type of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(type), now.get(type)];
    const at: Spot = {
      ...spot,
      whole: several ? `${spot.whole} ${type}` : spot.whole,
      published: was?.pointer,
      served: is?.pointer,
    };
    if (was !== undefined && is !== undefined) compareSchemas(was.schema, is.schema, at, context);
    else if (was === undefined) {
      context.report(
        false,
        { ...at, published: undefined },
        `${old.size > 0 ? 'also has' : 'has'} a body of type ${type}`,
      );
    } else context.report(true, { ...at, served: spot.served }, `no longer has a body of type ${type}`);
  }
}
