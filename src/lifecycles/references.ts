import pluralize from 'pluralize';
import { neededParameters } from '../cases/draft.ts';
import { nounOf, nounsIn, partsOf, Synonyms } from '../cases/pool/nouns.ts';
import type { Operation, Parameter } from '../contract/operations.ts';
import { isObject, toPointer } from '../contract/pointer.ts';
import { type Lifecycle, ownNameOf } from './lifecycle.ts';
import { propertiesOf, bodySchema } from './resource-schema.ts';
import { branchesOf, requiredOf } from './bodies/body.ts';
import { typeOf } from './bodies/values.ts';

/** A part of a request whose value identifies another resource. */
export interface Reference {
  /** A parameter; for a part of the body, one with the name and the schema of the property. */
  parameter: Parameter;
  /** Pointer into the body; undefined for a parameter. */
  pointer: string | undefined;
  /** The property beside it that says what it identifies, with its values: `user` for `{type: 'user', id}`. */
  alongside?: { pointer: string; values: readonly string[] };
  /** True if the request needs a value. */
  isRequired: boolean;
  /** True if it may be a text without a meaning, such as the `organization` of a certificate. */
  mayBeText: boolean;
}

const synonyms = new Synonyms();

/** The nouns of all resources that a contract creates, with their synonyms. */
export const nounsOf = (lifecycles: readonly Lifecycle[]): ReadonlySet<string> =>
  new Set(lifecycles.flatMap(({ nouns }) => [...nouns]));

/**
 * The references of a request: all path parameters except the own name of a new resource, required query parameters,
 * and properties of the body that are named for a resource.
 *
 * @param known nouns of the resources of the contract
 */
export function referencesOf(
  operation: Operation,
  own: Lifecycle | undefined,
  known: ReadonlySet<string>,
): Reference[] {
  const isCreate = own?.create === operation;
  const ownName = isCreate ? ownNameOf(own) : undefined;
  const parameters = neededParameters(operation)
    .filter(({ name }) => name !== ownName)
    .filter(({ in: location, schema }) => location === 'path' || !hasValue(schema))
    .map((parameter) => ({ parameter, pointer: undefined, isRequired: true, mayBeText: false }));
  const ownNouns = isCreate ? own.nouns : new Set<string>();
  return [...parameters, ...inBody(bodySchema(operation), ownNouns, known, [], true)];
}

/** True for a create that names more resources than the place of the new one. */
export const namesMany = (lifecycle: Lifecycle, { all }: { all: readonly Lifecycle[] }): boolean =>
  referencesOf(lifecycle.create, lifecycle, nounsOf(all)).filter(({ isRequired }) => isRequired).length > 2;

/** True for a parameter whose schema says its values. */
const hasValue = (schema: unknown): boolean =>
  isObject(schema) && (Array.isArray(schema.enum) || schema.default !== undefined || schema.type === 'boolean');

const DEEPEST = 4;

function* inBody(
  schema: unknown,
  own: ReadonlySet<string>,
  known: ReadonlySet<string>,
  tokens: readonly string[],
  isRequired: boolean,
  around: ReadonlySet<unknown> = new Set(),
): Generator<Reference> {
  if (!isObject(schema) || tokens.length > DEEPEST || around.has(schema)) return;
  const inside = new Set([...around, schema]);
  for (const branch of branchesOf(schema).slice(0, 1)) yield* inBody(branch, own, known, tokens, isRequired, inside);
  if (schema.items !== undefined) yield* inBody(schema.items, own, known, [...tokens, '0'], isRequired, inside);
  const required = new Set(requiredOf(schema));
  for (const [name, property] of propertiesOf(schema)) {
    if (!isObject(property)) continue;
    const path = [...tokens, name];
    const needed = isRequired && required.has(name);
    const isList = typeOf(property) === 'array';
    const item = isList && isObject(property.items) ? property.items : property;
    const kind = isId(name, item, own, known) ? kindBeside(schema, known) : undefined;
    const subject = kind === undefined ? referenceName(name, item, tokens, own, known) : `${kind.values[0] ?? ''}Id`;
    if (subject === undefined) yield* inBody(property, own, known, path, needed, inside);
    else {
      const pointer = toPointer(isList ? [...path, '0'] : path);
      const mayBeText = partsOf(subject).kind === '';
      const alongside = kind && { alongside: { pointer: toPointer([...tokens, kind.property]), values: kind.values } };
      yield { parameter: pseudo(subject, item, pointer, needed), pointer, isRequired: needed, mayBeText, ...alongside };
    }
  }
}

/** True for an id of which only another property may say what it identifies. */
const isId = (
  name: string,
  schema: Record<string, unknown>,
  own: ReadonlySet<string>,
  known: ReadonlySet<string>,
): boolean =>
  typeOf(schema) === 'string' &&
  partsOf(name).kind === 'id' &&
  !nounsIn(name).some((noun) => !own.has(synonyms.canonical(noun)) && isKnown(noun, known));

/** The property of an object that says of which kind of resource it is, and the kinds that the contract creates. */
function kindBeside(
  schema: Record<string, unknown>,
  known: ReadonlySet<string>,
): { property: string; values: string[] } | undefined {
  for (const [property, part] of propertiesOf(schema)) {
    if (!/^(type|kind)$|Type$/.test(property) || !isObject(part) || !Array.isArray(part.enum)) continue;
    const values = part.enum.filter((each) => typeof each === 'string').filter((each) => isKnown(nounOf(each), known));
    if (values.length > 0) return { property, values };
  }
  return undefined;
}

/** The name under which the value of a property is looked up; undefined if the property is no reference. */
function referenceName(
  property: string,
  schema: Record<string, unknown>,
  tokens: readonly string[],
  own: ReadonlySet<string>,
  known: ReadonlySet<string>,
): string | undefined {
  if (typeOf(schema) !== 'string' || Array.isArray(schema.enum)) return undefined;
  const name = pluralize.singular(property);
  const { noun, kind } = partsOf(name);
  if (noun === '') return kind === 'id' ? idInside(tokens, known) : undefined;
  const isOwn = own.has(synonyms.canonical(noun));
  if (kind === 'id') return name;
  if (kind !== '') return isOwn || !isKnown(noun, known) ? undefined : name;
  const last = name.split(/(?=[A-Z])/).at(-1) ?? name;
  return [name, last].find((each) => !own.has(synonyms.canonical(nounOf(each))) && isKnown(nounOf(each), known));
}

/** The name of the id of an item in a list of resources, such as `folderId` for `{folders: [{id}]}`. */
function idInside(tokens: readonly string[], known: ReadonlySet<string>): string | undefined {
  const list = tokens.findLast((token) => token !== '0');
  return list !== undefined && isKnown(nounOf(list), known) ? `${pluralize.singular(list)}Id` : undefined;
}

const isKnown = (noun: string, known: ReadonlySet<string>): boolean => known.has(synonyms.canonical(noun));

const pseudo = (name: string, schema: unknown, pointer: string, required: boolean): Parameter => ({
  ...{ name, in: 'query', required, schema, exploded: false, style: 'form explode' },
  pointer,
});
