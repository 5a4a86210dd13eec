import fc, { type Arbitrary } from 'fast-check';
import { isObject } from '../../contract/pointer.ts';
import { asRegExp } from '../pattern.ts';

/** Maximum number of values of an `enum`. */
const MAX_VALUES = 1000;

/** Longest text if the contract declares no bound. */
const LONGEST = 60;

type Schema = Record<string, unknown>;

/**
 * Draws values that a parameter's schema allows, including its bounds, as text in a URL.
 *
 * @param exploded true if a list is sent as a repeated parameter
 * @returns undefined if the schema is not supported
 */
export function legalValues(schema: unknown, exploded: boolean): Arbitrary<string | string[]> | undefined {
  if (!isObject(schema)) return undefined;
  const { type, enum: values, items, minItems, maxItems } = schema;
  if (Array.isArray(values))
    return values.length === 0 ? undefined : fc.constantFrom(...values.slice(0, MAX_VALUES).map(String));
  switch (type) {
    case 'boolean':
      return fc.constantFrom('true', 'false');
    case 'integer':
    case 'number':
      return numbers(schema);
    case 'string':
      return texts(schema);
    case 'array': {
      const item = exploded ? legalValues(items, false) : undefined;
      const bounds = {
        minLength: Math.max(1, count(minItems, 1)),
        maxLength: Math.max(count(minItems, 1), count(maxItems, 4)),
      };
      return item && fc.array(item as Arbitrary<string>, bounds);
    }
    default:
      return undefined;
  }
}

const count = (bound: unknown, otherwise: number): number =>
  typeof bound === 'number' ? Math.min(bound, 50) : otherwise;

/** Whole numbers are valid for both types. Exclusive bounds are moved by one. */
function numbers({
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  multipleOf,
}: Schema): Arbitrary<string> | undefined {
  const bounds = (inclusive: unknown, exclusive: unknown, step: number): number[] => [
    ...(typeof inclusive === 'number' ? [inclusive + (exclusive === true ? step : 0)] : []),
    ...(typeof exclusive === 'number' ? [exclusive + step] : []),
  ];
  const step = typeof multipleOf === 'number' ? multipleOf : 1;
  const least = Math.ceil(Math.max(-1e9, ...bounds(minimum, exclusiveMinimum, 1)) / step);
  const most = Math.floor(Math.min(1e9, ...bounds(maximum, exclusiveMaximum, -1)) / step);
  if (!Number.isInteger(step) || least > most) return undefined;
  return fc.integer({ min: least, max: most }).map((value) => String(value * step));
}

const FORMATS: Readonly<Record<string, () => Arbitrary<string>>> = {
  uuid: () => fc.uuid(),
  'date-time': () => dates().map((date) => date.toISOString()),
  date: () => dates().map((date) => date.toISOString().slice(0, 10)),
  email: () => fc.emailAddress(),
  ipv4: () => fc.ipV4(),
  ipv6: () => fc.ipV6(),
  uri: () => fc.webUrl(),
};

const dates = (): Arbitrary<Date> =>
  fc.date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true });

/** Lengths are counted in code points (JSON Schema Validation, section 6.3). */
function texts({ minLength, maxLength, pattern, format }: Schema): Arbitrary<string> | undefined {
  const min = typeof minLength === 'number' ? minLength : 0;
  const max = typeof maxLength === 'number' ? maxLength : Math.max(min, LONGEST);
  const fits = (text: string) => Array.from(text).length >= min && Array.from(text).length <= max;
  if (min > max || min > 1000) return undefined;
  if (typeof format === 'string') return format in FORMATS ? FORMATS[format]?.() : undefined;
  if (typeof pattern === 'string') return matching(pattern, fits);
  const length = { minLength: min, maxLength: Math.min(max, 1000) };
  return fc.oneof(fc.string({ ...length, unit: 'grapheme-ascii' }), fc.string({ ...length, unit: 'binary' }));
}

/** Texts that match a pattern; undefined if none can be drawn, or if few of them have a valid length. */
function matching(pattern: string, fits: (text: string) => boolean): Arbitrary<string> | undefined {
  const regex = asRegExp(pattern);
  if (regex === undefined) return undefined;
  try {
    const drawn = fc.stringMatching(regex);
    return fc.sample(drawn, { numRuns: 100, seed: 1 }).filter(fits).length > 20 ? drawn.filter(fits) : undefined;
  } catch {
    return undefined;
  }
}
