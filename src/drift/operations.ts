import { type DeclaredResponse, type Operation, type Parameter } from '../contract/operations.ts';
import { templateNames } from '../contract/path-template.ts';
import { declaredFor } from '../contract/responses.ts';
import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../contract/pointer.ts';
import { collector, type Difference, type Say, type Sender, type Spot, within } from './difference.ts';
import { compareSchemas } from './schemas.ts';

/** In what an operation is declared differently: parameters, the body of the request, responses, and security. */
export function compareOperations(published: Operation, served: Operation): Difference[] {
  const { say, found } = collector(published, served);
  const whole: Spot = { whole: 'security', at: '', published: '', served: '' };
  if (published.secured !== served.secured) {
    say(served.secured, whole, served.secured ? 'credentials are required' : 'credentials are required no more');
  }
  compareParameters(published, served, say);
  compareRequestBodies(published.requestBody, served.requestBody, say);
  compareResponses(published, served, say);
  return found;
}

/** Parameters by what a client calls them: those of the path by their position. */
function parametersOf({ path, parameters }: Operation): Map<string, Parameter> {
  const positions = templateNames(path);
  return new Map(
    parameters.map((parameter) => {
      const { in: location, name } = parameter;
      if (location === 'path') return [`path ${positions.indexOf(name)}`, parameter];
      return [`${location} ${location === 'header' ? name.toLowerCase() : name}`, parameter];
    }),
  );
}

function compareParameters(published: Operation, served: Operation, say: Say): void {
  const [old, now] = [parametersOf(published), parametersOf(served)];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(key), now.get(key)];
    const { in: location, name } = was ?? is ?? { in: '', name: '' };
    const spot: Spot = {
      ...{ whole: `${location} parameter ${name}`, at: '' },
      published: was && (was.pointer ?? ''),
      served: is && (is.pointer ?? ''),
    };
    if (was === undefined) say(is?.required === true, spot, is?.required ? 'is new and required' : 'is new');
    else if (is === undefined) say(true, spot, 'is declared no more');
    else compareParameter(was, is, spot, say);
  }
}

function compareParameter(was: Parameter, is: Parameter, spot: Spot, say: Say): void {
  if (was.required !== is.required) say(is.required, spot, is.required ? 'is required' : 'is required no more');
  if (was.exploded !== is.exploded && isList(was.schema)) say(true, spot, 'writes lists in another way');
  const [old, now] = [was.schema, is.schema].map((schema) => (isObject(schema) ? schema.default : undefined));
  if (!isDeepStrictEqual(old, now)) {
    const message =
      now === undefined ? `has no default ${JSON.stringify(old)} any more` : `has the default ${JSON.stringify(now)}`;
    say(old !== undefined, within(spot, '/schema/default', ''), message);
  }
  compareSchemas(was.schema, is.schema, within(spot, '/schema', ''), 'client', say);
}

const isList = (schema: unknown): boolean => isObject(schema) && schema.type === 'array';

function compareRequestBodies(old: Operation['requestBody'], now: Operation['requestBody'], say: Say): void {
  const spot: Spot = {
    ...{ whole: 'request body', at: '' },
    published: old && '/requestBody',
    served: now && '/requestBody',
  };
  if (old === undefined && now === undefined) return;
  if (now === undefined) {
    say(true, spot, 'is declared no more');
    return;
  }
  if (old === undefined) {
    say(now.required, spot, now.required ? 'is new and required' : 'is new');
    return;
  }
  if (old.required !== now.required) say(now.required, spot, now.required ? 'is required' : 'is required no more');
  compareContent(old.content, now.content, spot, 'client', say);
}

function compareResponses(published: Operation, served: Operation, say: Say): void {
  for (const status of new Set([...published.responses.keys(), ...served.responses.keys()])) {
    const [was, is] = [published, served].map((operation) => coveringResponse(operation, status));
    const spot: Spot = { whole: status, at: '', published: was?.pointer, served: is?.pointer };
    if (was !== undefined && is !== undefined) compareResponse(was, is, spot, say);
    else if (was === undefined) say(false, spot, 'is a status that is new');
    else say(status.startsWith('2'), spot, 'is a status that is declared no more');
  }
}

/** What is declared for a status, if need be by its range or by `default`. */
const coveringResponse = (operation: Operation, status: string): DeclaredResponse | undefined =>
  operation.responses.get(status) ??
  (/^\d+$/.test(status) ? declaredFor(operation, Number(status)) : operation.responses.get('default'));

function compareResponse(was: DeclaredResponse, is: DeclaredResponse, spot: Spot, say: Say): void {
  compareContent(was.content, is.content, spot, 'server', say);
  for (const [name, old] of was.headers) {
    const now = is.headers.get(name);
    const at: Spot = { ...spot, whole: `${spot.whole} header ${name}`, published: old.pointer, served: now?.pointer };
    if (now === undefined) say(old.required, at, 'is declared no more');
    else {
      if (old.required !== now.required) say(old.required, at, now.required ? 'is required' : 'is required no more');
      compareSchemas(old.schema, now.schema, within(at, '/schema', ''), 'server', say);
    }
  }
  for (const [name, { pointer }] of is.headers) {
    const at: Spot = { ...spot, whole: `${spot.whole} header ${name}`, published: undefined, served: pointer };
    if (!was.headers.has(name)) say(false, at, 'is new');
  }
}

/** What a client may send, or must be ready for, by media types. */
function compareContent(
  old: DeclaredResponse['content'],
  now: DeclaredResponse['content'],
  spot: Spot,
  sender: Sender,
  say: Say,
): void {
  const several = old.size > 1 || now.size > 1;
  for (const type of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(type), now.get(type)];
    const at: Spot = {
      ...spot,
      whole: several ? `${spot.whole} ${type}` : spot.whole,
      published: was?.pointer,
      served: is?.pointer,
    };
    if (was !== undefined && is !== undefined) compareSchemas(was.schema, is.schema, at, sender, say);
    else if (was === undefined)
      say(false, { ...at, published: undefined }, `has a body of ${type}${old.size > 0 ? ' as well' : ''}`);
    else say(true, { ...at, served: spot.served }, `has no body of ${type} any more`);
  }
}
