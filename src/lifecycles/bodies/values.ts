import { matches } from '../../cases/pattern.ts';
import { isObject } from '../../contract/pointer.ts';
import { candidateTexts } from './hints.ts';

type Schema = Record<string, unknown>;

/** How values are made. */
export interface Making {
  /** A recognizable text that nothing else has. */
  unique(): string;
  /** The present value of a property, which is not made again. */
  present?(name: string): unknown;
}

/** A value that a schema allows and that is neither its default nor null; undefined if none is found. */
export function scalarFor(name: string, schema: Schema, making: Making): unknown {
  const present = making.present?.(name);
  const avoided = [schema.default, null, present];
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) {
    return schema.enum.find((each) => !avoided.includes(each)) ?? schema.enum[0];
  }
  switch (typeOf(schema)) {
    case 'boolean':
      return typeof present === 'boolean' ? !present : schema.default !== true;
    case 'integer':
    case 'number':
      return numberFor(schema, avoided, present);
    case 'string':
      return textFor(name, schema, making);
    default:
      return undefined;
  }
}

/** The only type of a schema besides null. */
export function typeOf({ type, properties, items, additionalProperties }: Schema): string | undefined {
  const [first] = (Array.isArray(type) ? (type as unknown[]) : [type]).filter((each) => each !== 'null');
  if (typeof first === 'string') return first;
  if (properties !== undefined || isObject(additionalProperties)) return 'object';
  return items === undefined ? undefined : 'array';
}

/** A number within the bounds: next to the present one, because others may depend on it. */
function numberFor(
  { minimum, maximum, exclusiveMinimum, multipleOf }: Schema,
  avoided: readonly unknown[],
  present: unknown,
): number | undefined {
  const step = typeof multipleOf === 'number' && multipleOf > 0 ? multipleOf : 1;
  const bound = [minimum, exclusiveMinimum].find((each) => typeof each === 'number') ?? 1;
  const least =
    Math.ceil(bound / step) * step + (exclusiveMinimum === undefined || exclusiveMinimum === false ? 0 : step);
  const most = typeof maximum === 'number' ? maximum : Infinity;
  const all = Array.from({ length: avoided.length + 1 }, (_, at) => least + at * step);
  const beside = typeof present === 'number' ? [present + step, present - step] : [];
  return (
    [...beside.filter((value) => value >= least), ...all].find((value) => value <= most && !avoided.includes(value)) ??
    (least <= most ? least : undefined)
  );
}

function textFor(name: string, { pattern, minLength, maxLength, format }: Schema, making: Making): string | undefined {
  const least = typeof minLength === 'number' ? minLength : 0;
  const most = typeof maxLength === 'number' ? maxLength : Infinity;
  const unique = making.unique();
  return candidateTexts(name, format, unique)
    .map((text) => (text === unique || text.length > most ? fitted(text, least, most) : text))
    .find((text) => text.length >= least && text.length <= most && isMatch(text, pattern));
}

const isMatch = (text: string, pattern: unknown): boolean =>
  typeof pattern !== 'string' || matches(pattern, text) !== false;

/** A text of a length. Its end, which makes it unique, is kept. */
const fitted = (text: string, least: number, most: number): string => text.slice(-most).padStart(least, 'c');
