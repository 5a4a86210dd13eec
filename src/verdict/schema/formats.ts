import { fullFormats } from 'ajv-formats/dist/formats.js';

/** True if a string is of a format. */
type Format = (text: string) => boolean;

/** A format of ajv-formats: a regular expression, a function, or an object with one of them. */
function library(name: keyof typeof fullFormats): Format {
  const format: unknown = fullFormats[name];
  const validate = typeof format === 'object' && format !== null && 'validate' in format ? format.validate : format;
  if (typeof validate === 'function') return (text) => (validate as (text: string) => unknown)(text) === true;
  if (validate instanceof RegExp) return (text) => validate.test(text);
  return () => true;
}

const [dateTime, time, uri] = [library('date-time'), library('time'), library('uri')];

const ATOM = "[\\w!#$%&'*+/=?^`{|}~-]+";
const QUOTED = '"(?:[\\x20!#-[\\]-~\\t]|\\\\[\\x20-~\\t])*"';
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const EMAIL = new RegExp(
  `^(?:${ATOM}(?:\\.${ATOM})*|${QUOTED})@(?:${LABEL}(?:\\.${LABEL})*|\\[(?:\\d{1,3}(?:\\.\\d{1,3}){3}|IPv6:[0-9a-f:.]+)\\])$`,
  'i',
);

/** A UTC time, except of the 29th of February. Most servers send such times, so they are tested first. */
const ORDINARY_TIME =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/**
 * The supported string formats, as defined by OpenAPI 3.0.3 (Data Types) and JSON Schema's validation vocabulary.
 * ajv-formats is used where it implements the definition.
 */
export const FORMATS: Readonly<Record<string, Format>> = {
  /** RFC 4122, section 3, without the URN prefix. */
  uuid: (text) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text),
  /** RFC 3339, section 5.6: the offset has minutes and a colon. */
  'date-time': (text) => ORDINARY_TIME.test(text) || (/(?:z|[+-]\d\d:\d\d)$/i.test(text) && dateTime(text)),
  date: library('date'),
  time: (text) => /(?:z|[+-]\d\d:\d\d)$/i.test(text) && time(text),
  duration: library('duration'),
  /** RFC 5321, section 4.1.2: quoted local parts, single-label domains and address literals are legal. */
  email: (text) => text.length <= 254 && EMAIL.test(text),
  /** RFC 3986, section 3: the path may be empty. */
  uri: (text) => uri(text) || /^[a-z][a-z0-9+.-]*:$/i.test(text),
  'uri-reference': library('uri-reference'),
  'uri-template': library('uri-template'),
  hostname: library('hostname'),
  ipv4: library('ipv4'),
  ipv6: library('ipv6'),
  'json-pointer': library('json-pointer'),
  'relative-json-pointer': library('relative-json-pointer'),
  regex: library('regex'),
  /** RFC 4648, section 4: padded, of the standard alphabet. */
  byte: (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
  binary: () => true,
  password: () => true,
};

/**
 * Bounds of number formats (OpenAPI 3.0.3, Data Types), as text, because a double cannot represent all of them. A
 * decimal is within `float` or `double` if its nearest value of that format is finite (IEEE 754, section 4.3.1), so the
 * bounds are just below the midpoint between the greatest value and the next power of two.
 */
export const NUMBER_FORMATS: Readonly<Record<string, { minimum: string; maximum: string }>> = {
  int32: { minimum: '-2147483648', maximum: '2147483647' },
  int64: { minimum: '-9223372036854775808', maximum: '9223372036854775807' },
  float: { minimum: '-3.4028235677973362e38', maximum: '3.4028235677973362e38' },
  double: { minimum: '-1.797693134862315807e308', maximum: '1.797693134862315807e308' },
};
