import { suggest } from './nearest.ts';
import { Problem } from '../problem.ts';
import { OPTIONS, type Option, type OptionName } from './options.ts';
import type { Settings } from './settings.ts';

/** The text of a setting, or its default. An empty text counts as not set. */
export function text(settings: Settings, name: OptionName): string | undefined {
  const value = settings.get(name)?.value;
  if (value !== undefined && value !== '') return value;
  return (OPTIONS as readonly Option[]).find((option) => option.variable === name)?.default;
}

/** A name that is safe in file names, header names and report fields. */
export function word(settings: Settings, name: OptionName): string | undefined {
  const value = text(settings, name);
  if (value === undefined || /^[\w.-]+$/.test(value)) return value;
  throw invalid(
    settings,
    name,
    `is ${JSON.stringify(value.slice(0, 40))}, which is not a valid name`,
    'Use only letters, digits, ".", "_" and "-"',
  );
}

/**
 * Minimum length of a credential, in characters. A shorter text may be part of ordinary words, so it cannot be
 * redacted.
 */
export const SHORTEST_SECRET = 8;

/** A credential that is valid in an HTTP header (RFC 9110, section 5.5: visible ASCII) and can be redacted. */
export function credential(settings: Settings, name: OptionName): string | undefined {
  const value = text(settings, name);
  if (value === undefined) return undefined;
  if (/^bearer\s/i.test(value)) {
    throw invalid(settings, name, 'begins with "Bearer", which is not part of the token', 'Remove this prefix');
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw invalid(
      settings,
      name,
      'contains characters other than visible ASCII',
      'Copy the credential again, without spaces and line breaks',
    );
  }
  // A response may contain only the last part of a service token `st.<id>.<secret>`.
  const secret = /^st\.[^.]*\.(.*)$/.exec(value)?.[1] ?? value;
  if (secret.length >= SHORTEST_SECRET) return value;
  throw invalid(
    settings,
    name,
    `is a credential of fewer than ${SHORTEST_SECRET} characters, which cannot be redacted from reports`,
    'Copy the whole credential, or unset the variable',
  );
}

/** The value of a header field (RFC 9110, section 5.5): visible ASCII with single spaces. */
export function fieldValue(settings: Settings, name: OptionName): string | undefined {
  const value = text(settings, name);
  if (value === undefined || /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value)) return value;
  throw invalid(
    settings,
    name,
    `is ${JSON.stringify(value.slice(0, 40))}, which is not a valid header value`,
    'Use visible ASCII characters, with single spaces between words',
  );
}

/** Largest accepted number by default. A timer supports this number of seconds. */
const LARGEST = 2_000_000;

/** A number within bounds. */
export function number(
  settings: Settings,
  name: OptionName,
  { least, most = LARGEST, integer = false }: { least: number; most?: number; integer?: boolean },
): number | undefined {
  const value = text(settings, name);
  if (value === undefined) return undefined;
  const parsed = Number(value);
  if (
    /^[\d.]+$/.test(value) &&
    Number.isFinite(parsed) &&
    parsed >= least &&
    parsed <= most &&
    (!integer || Number.isInteger(parsed))
  ) {
    return parsed;
  }
  throw invalid(
    settings,
    name,
    `is ${JSON.stringify(value.slice(0, 40))}, which is not a ${integer ? 'whole number' : 'number'} from ${least} to ${most}`,
    `Use a value such as ${Math.max(least, 1)}`,
  );
}

/**
 * Reads a comma-separated list of allowed words.
 *
 * @returns the listed words, in the order of `allowed`
 */
export function words<T extends string>(settings: Settings, name: OptionName, allowed: readonly T[]): T[] | undefined {
  const value = text(settings, name);
  if (value === undefined) return undefined;
  const given = value.split(',').map((word) => word.trim());
  const wrong = given.find((word) => !(allowed as readonly string[]).includes(word));
  if (wrong !== undefined) {
    throw invalid(
      settings,
      name,
      `contains ${JSON.stringify(wrong.slice(0, 40))}, which is not an allowed value`,
      suggest(wrong, allowed),
    );
  }
  return allowed.filter((word) => given.includes(word));
}

/** One of several allowed words. */
export function choice<T extends string>(settings: Settings, name: OptionName, allowed: readonly T[]): T | undefined {
  const value = text(settings, name);
  const found = allowed.find((word) => word === value);
  if (value === undefined || found !== undefined) return found;
  throw invalid(
    settings,
    name,
    `is ${JSON.stringify(value.slice(0, 40))}, which is not an allowed value`,
    suggest(value, allowed),
  );
}

/** True for `1`; false for `0`, or if it is not set. */
export function flag(settings: Settings, name: OptionName): boolean {
  const value = text(settings, name);
  if (value === undefined || value === '0' || value === '1') return value === '1';
  throw invalid(settings, name, 'is neither 1 nor 0', 'Set it to 1, or unset it');
}

function invalid(settings: Settings, name: OptionName, what: string, fix: string): Problem {
  const where = settings.get(name)?.source ?? 'default';
  return new Problem({ code: 'invalid-value', message: `${name} ${what}`, where, fix });
}
