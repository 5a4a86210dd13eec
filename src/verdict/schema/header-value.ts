import { isObject } from '../../contract/pointer.ts';

/**
 * Parses the text of a header field by the type of its schema (OpenAPI 3.0.3, Style Values, `simple` without
 * `explode`). A text that is not of that type remains a string, which does not match the schema.
 */
export function fromHeader(schema: unknown, text: string): unknown {
  const { type, items, properties } = isObject(schema) ? schema : {};
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  if (type === 'array') return text === '' ? [] : parts(text).map((part) => fromHeader(items, part));
  if (type !== 'object') return text;
  const flat = parts(text);
  const names = flat.filter((_, index) => index % 2 === 0);
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      fromHeader(isObject(properties) ? properties[name] : undefined, flat[2 * index + 1] ?? ''),
    ]),
  );
}

const parts = (text: string): string[] => text.split(',').map((part) => part.trim());
