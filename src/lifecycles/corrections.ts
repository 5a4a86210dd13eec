import { isObject, toPointer, toTokens } from '../contract/pointer.ts';
import { CERTIFICATE, SIGNING_REQUEST } from './bodies/pem.ts';
import { typeOf } from './bodies/values.ts';
import { requiredOf } from './bodies/body.ts';
import { propertiesOf } from './resource-schema.ts';

/** A change of a request that its refusal asks for. */
export interface Correction {
  pointer: string;
  /** `add`: a value is missing; `change`: another one is needed; `remove`: it is not wanted. */
  change: 'add' | 'change' | 'remove';
  /** The value that the refusal names. */
  value?: unknown;
  /** For the note of the case. */
  note: string;
}

/** An error of a property, as many servers list them. */
interface Issue {
  path: readonly string[];
  message: string;
  details: Readonly<Record<string, unknown>>;
}

/**
 * What the refusal of a body says about it: a list of issues with the paths of properties, or the names of properties in
 * plain words.
 *
 * @param refusal JSON body of a 400 or 422
 * @param sent the body that was refused
 * @param readsWords false: words only say what is missing
 */
export function correctionsFrom(refusal: unknown, schema: unknown, sent: unknown, readsWords: boolean): Correction[] {
  const issues = issuesIn(refusal);
  if (issues.length > 0) return issues.flatMap((issue) => fromIssue(issue, schema, sent));
  const corrections = fromWords(textsIn(refusal).join(' '), schema, sent);
  return readsWords ? corrections : corrections.filter(({ change }) => change === 'add');
}

/** The names that a refusal contains, in its words or in the paths of its issues. */
export function namesIn(refusal: unknown, names: readonly string[]): string[] {
  const text = textsIn(refusal).join(' ');
  const paths = new Set(issuesIn(refusal).flatMap(({ path }) => path));
  return names.filter((name) => paths.has(name) || isNamedIn(text, name));
}

/** True for a refusal with a list of issues: the credentials are not the cause. */
export const hasIssues = (refusal: unknown): boolean => issuesIn(refusal).length > 0;

/** The message of a refusal, in one line; undefined if it has none. */
export function messageIn(refusal: unknown): string | undefined {
  const issues = issuesIn(refusal).map(({ path, message }) => `${path.join('.')}: ${message}`);
  const message = isObject(refusal) && typeof refusal.message === 'string' ? [refusal.message] : [];
  const [first] = [...issues, ...message];
  return first?.slice(0, LONGEST_NOTE).replaceAll(/\s/g, ' ');
}

const DEEPEST = 5;

/** Objects with a path and a message, anywhere in the body. */
function issuesIn(value: unknown, depth = 0): Issue[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((item) => issuesIn(item, depth + 1));
  if (!isObject(value)) return [];
  const path = value.path ?? value.instancePath ?? value.field ?? value.property;
  const message = value.message ?? value.msg;
  if (typeof message === 'string' && (Array.isArray(path) || typeof path === 'string')) {
    return [{ path: pathOf(path), message, details: value }];
  }
  return Object.values(value).flatMap((member) => issuesIn(member, depth + 1));
}

const pathOf = (path: unknown[] | string): string[] =>
  (Array.isArray(path) ? path.map(String) : path.split(/[/.]/)).filter((token) => !['', 'body', '$'].includes(token));

function fromIssue({ path, message, details }: Issue, schema: unknown, sent: unknown): Correction[] {
  const note = `${path.join('.') || 'the body'}: ${message}`;
  if (/either|one of|exactly one|but not both/i.test(message) && path.length > 1) return oneOf(path, sent, note);
  const pointer = toPointer([...path]);
  const present = toTokens(pointer).reduce<unknown>(memberOf, sent);
  if (present === undefined) return [{ pointer, change: 'add', note, ...offered(details) }];
  const asked = valueAskedBy(message);
  if (asked !== undefined) return [{ pointer, change: 'change', note, value: asked }];
  if (Array.isArray(details.options)) return [{ pointer, change: 'change', note, value: details.options[0] }];
  const isOptional = !isRequired(schema, path);
  return [{ pointer, change: isOptional ? 'remove' : 'change', note }];
}

/** Values of the forms that messages ask for. */
const ASKED: readonly [message: RegExp, value: () => unknown][] = [
  [/base-?64/i, () => 'Y29udHJhY3Q='],
  [/e-?mail/i, () => 'contract@example.com'],
  [/\b(url|uri)\b/i, () => 'https://example.com/'],
  [/uuid/i, () => crypto.randomUUID()],
  [/hex/i, () => 'c0ffee'],
  [/\bcsr\b|certificate request|signing request/i, () => SIGNING_REQUEST],
  [/parse.*certificate|certificate.*(pem|invalid)|invalid certificate/i, () => CERTIFICATE],
  [
    /(greater|later) than|\bafter the (current|present)/i,
    () => new Date(Date.now() + 50 * 365 * 24 * 3600 * 1000).toISOString(),
  ],
  [/future|expired|in the past/i, () => new Date(Date.now() + 14 * 24 * 3600 * 1000).toISOString()],
  [/iso ?8601|date-?time|valid date/i, () => new Date(Date.now() + 24 * 3600 * 1000).toISOString()],
  [/expected number|must be a (positive )?(number|integer)|received string.*number/i, () => 1],
  [/expected boolean|must be (a )?boolean/i, () => true],
  [/\bip( address)?\b/i, () => '192.0.2.1'],
];

/** A value of the form that a message asks for. */
const valueAskedBy = (message: string): unknown => ASKED.find(([pattern]) => pattern.test(message))?.[1]();

const offered = ({ options }: Issue['details']): Pick<Correction, 'value'> =>
  Array.isArray(options) ? { value: options[0] } : {};

/** Of several properties exactly one must be sent. */
function oneOf(names: readonly string[], sent: unknown, note: string): Correction[] {
  const present = names.filter((name) => memberOf(sent, name) !== undefined);
  const [first, ...others] = present;
  if (first === undefined) return [{ pointer: toPointer([names[0] ?? '']), change: 'add', note }];
  return others.map((name) => ({ pointer: toPointer([name]), change: 'remove', note }));
}

/** Reads the names of properties in a sentence: missing ones are added, optional ones removed, others changed. */
function fromWords(text: string, schema: unknown, sent: unknown): Correction[] {
  const named = [...propertiesOf(schema).keys()].filter((name) => isNamedIn(text, name));
  const note = text.slice(0, LONGEST_NOTE);
  const missing = named.filter((name) => memberOf(sent, name) === undefined);
  const wants = /required|must (provide|be provided|be present|specify|have)|missing|provide|either/i.test(text);
  if (missing.length > 0 && wants) {
    return missing.slice(0, 1).map((name) => ({ pointer: toPointer([name]), change: 'add', note }));
  }
  const present = named.filter((name) => !missing.includes(name));
  const asked = present.length === 1 && isText(memberOf(sent, present[0] ?? '')) ? valueAskedBy(text) : undefined;
  return present.map((name) => ({
    pointer: toPointer([name]),
    change: asked !== undefined || isRequired(schema, [name]) ? ('change' as const) : ('remove' as const),
    ...(asked !== undefined && { value: asked }),
    note,
  }));
}

const LONGEST_NOTE = 160;

/** True if a sentence names a property: `projectSlug`, or `project slug`. */
function isNamedIn(text: string, name: string): boolean {
  return ` ${wordsOf(text)} `.includes(` ${wordsOf(name)} `);
}

/** The words of a text in lower case, with those of names such as `projectSlug`. */
const wordsOf = (text: string): string =>
  text
    .slice(0, LONGEST_TEXT)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]/g, ' ')
    .split(' ')
    .filter((word) => word !== '')
    .join(' ');

/** Longest text that is read, in UTF-16 code units. */
const LONGEST_TEXT = 2000;

function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((member) => textsIn(member, depth + 1));
}

function isRequired(schema: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  if (!isObject(schema)) return false;
  if (typeOf(schema) === 'array') return isRequired(schema.items, rest);
  return requiredOf(schema).includes(name) && isRequired(propertiesOf(schema).get(name), rest);
}

const isText = (value: unknown): boolean => typeof value === 'string';

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
