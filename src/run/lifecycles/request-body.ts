import { partsOf } from '../../cases/pool/nouns.ts';
import { isObject } from '../../contract/pointer.ts';
import { type Filling, makeBody, OMITTED } from '../../lifecycles/bodies/body.ts';
import { typeOf } from '../../lifecycles/bodies/values.ts';
import type { Reference } from '../../lifecycles/references.ts';
import { coordinateOf, nameOfResource, type Resource } from '../../lifecycles/resource.ts';
import { bodySchema, propertiesOf } from '../../lifecycles/resource-schema.ts';
import { type Found, isNested } from './reference-values.ts';
import { wants, type Wish } from './wish.ts';

/**
 * Makes the body of a request.
 *
 * @param values values of its references
 * @param name the text that its names contain
 */
export function requestBody(
  schema: unknown,
  values: ReadonlyMap<Reference, Found>,
  references: readonly Reference[],
  wish: Wish,
  name: string,
): unknown {
  const { body = 'required', set = new Map<string, unknown>(), resource, present } = wish;
  const byPointer = new Map(references.flatMap((each) => (each.pointer === undefined ? [] : [[each.pointer, each]])));
  const kinds = new Map(
    [...values].flatMap(([{ alongside }, { kind }]) => (alongside === undefined ? [] : [[alongside.pointer, kind]])),
  );
  let texts = 0;
  return makeBody(schema, {
    wants: (pointer) => wants(pointer, wish),
    given(pointer, property, part) {
      if (set.has(pointer)) return set.get(pointer) ?? OMITTED;
      if (typeof body === 'object' && 'value' in body && body.pointer === pointer) return body.value;
      const place = pointer.replace(/\/\d+(?=\/|$)/g, '/0');
      if (resource !== undefined && !isNested(pointer) && isCoordinate(property, resource)) {
        return coordinateOf(resource, property, '');
      }
      const reference = byPointer.get(place);
      if (reference !== undefined) return valueOf(reference, values, wish);
      if (kinds.has(place)) return kinds.get(place);
      return resource === undefined ? placeOf(part) : ofResource(property, resource, part);
    },
    branch: (pointer) => (typeof body === 'object' && 'branch' in body && body.pointer === pointer ? body.branch : 0),
    making: {
      unique: () => (texts++ === 0 ? name : `${name}-${texts}`),
      present: (property) => present?.[property],
    },
  });
}

/** The value of a reference. One that is not known is left out, unless its value may be made up. */
function valueOf(reference: Reference, values: ReadonlyMap<Reference, Found>, { makesUp = false }: Wish): unknown {
  const found = values.get(reference);
  if (found !== undefined) return found.value;
  return reference.isRequired && (makesUp || reference.mayBeText) ? undefined : OMITTED;
}

/** The value of a property that says which resource is meant, and where it is. */
function ofResource(name: string, resource: Resource, part: Parameters<Filling['given']>[2]): unknown {
  if (name === 'id') return nameOfResource(resource, 'id');
  const output = resource.outputs?.[name];
  if (typeof output === 'string' && isText(part) && !isNaming(name) && !isOfPerson(name)) return output;
  const place = placeOf(part);
  return place && (coordinateOf(resource, name, '') ?? place);
}

/** A default that names a place that exists, such as `/`. */
const placeOf = ({ default: value }: Parameters<Filling['given']>[2]): string | undefined =>
  typeof value === 'string' && value.startsWith('/') ? value : undefined;

/** True for a property that says where the resource is, because its read or its delete has it as well. */
function isCoordinate(name: string, { sent, lifecycle }: Resource): boolean {
  if (!(name in sent)) return false;
  const { reads, lists, deletes } = lifecycle;
  return (
    [...reads, ...lists, ...deletes].some(({ parameters }) => parameters.some((each) => each.name === name)) ||
    deletes.some((each) => hasProperty(bodySchema(each), name))
  );
}

/** True for a schema with a property of a name, at the top or in the items of a list. */
function hasProperty(schema: unknown, name: string): boolean {
  const properties = propertiesOf(schema);
  const items = [...properties.values()].map((each) => (isObject(each) ? each.items : undefined));
  return properties.has(name) || items.some((each) => propertiesOf(each).has(name));
}

/** Properties by which a resource can be recognized in a list. */
const NAMING = ['name', 'title', 'label', 'displayName', 'slug', 'description', 'comment', 'note'];

/** A body that contains the name of its request, by an optional property if no required one contains it. */
export function named(body: unknown, schema: unknown, name: string): unknown {
  if (!isObject(body)) return body;
  if (Object.entries(body).some(([key, value]) => isNaming(key) && String(value).includes(name))) return body;
  const properties = propertiesOf(schema);
  const property = NAMING.find((each) => isText(properties.get(each)));
  return property === undefined ? body : { ...body, [property]: name };
}

/** True for a property that may name somebody who existed before the run. */
const isOfPerson = (name: string): boolean => partsOf(name).kind === 'id' || /e-?mail|user|member|phone/i.test(name);

/** True for a property by which a resource is named. */
const isNaming = (name: string): boolean => NAMING.includes(name) || ['name', 'slug'].includes(partsOf(name).kind);

const isText = (schema: unknown): boolean => isObject(schema) && typeOf(schema) === 'string' && !('enum' in schema);
