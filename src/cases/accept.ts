import type { Operation } from '../contract/operations.ts';

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const RANGE = new RegExp(`^${TOKEN}/${TOKEN}$`);
const PARAMETER = new RegExp(`^${TOKEN}=(${TOKEN}|"[ !#-\\[\\]-~]*")$`);

/** Sent if an operation does not declare a media type. */
const JSON_TYPE = 'application/json';

/**
 * The Accept field of an operation's requests: every media type and media range that its responses declare (RFC 9110,
 * section 12.5.1; OpenAPI 3.0.3, Response Object, `content`).
 *
 * A media type that only errors declare gets a lower weight. With equal weights, a server that can return a success as
 * CSV and as JSON may choose JSON, although the contract declares JSON only for errors: the request would cause the
 * deviation.
 */
export function acceptOf({ responses }: Pick<Operation, 'responses'>): string {
  const made = fields.get(responses) ?? accepted(responses);
  fields.set(responses, made);
  return made;
}

/** Fields that were made, because every request of an operation has the same one. */
const fields = new WeakMap<Operation['responses'], string>();

function accepted(responses: Operation['responses']): string {
  const typesOf = (selects: (status: string) => boolean): string[] =>
    [...responses]
      .filter(([status]) => selects(status))
      .flatMap(([, { content }]) => [...content.keys()].flatMap(range));
  const isSuccess = (status: string) => status.startsWith('2');
  const wanted = new Set(jsonFirst(typesOf(isSuccess)));
  const others = new Set(jsonFirst(typesOf((status) => !isSuccess(status))).filter((type) => !wanted.has(type)));
  const weight = wanted.size > 0 ? ';q=0.9' : '';
  const types = [...wanted, ...[...others].map((type) => type + weight)];
  return types.length === 0 ? JSON_TYPE : types.join(', ');
}

/** Puts JSON first, because only JSON is judged by its schema. */
const jsonFirst = (types: readonly string[]): string[] =>
  [...types].sort((a, b) => Number(b === JSON_TYPE) - Number(a === JSON_TYPE));

/**
 * A key of `content` as a media range; empty if it is not one. `charset` is dropped, because it describes the encoding
 * and servers that compare parameters would reject it. `q` is dropped, because it is a weight in Accept.
 */
function range(key: string): string[] {
  const [type = '', ...parameters] = key.split(';').map((part) => part.trim());
  if (!RANGE.test(type)) return [];
  const kept = parameters.filter((each) => PARAMETER.test(each) && !/^(charset|q)=/i.test(each));
  return [[type.toLowerCase(), ...kept].join(';')];
}
