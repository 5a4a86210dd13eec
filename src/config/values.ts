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
  throw invalid(settings, name, 'is not a name', 'Give it letters, digits, ".", "_" and "-" only');
}

/**
 * Minimum length of a credential, in characters. A shorter text may occur in ordinary words, so that it cannot be
 * redacted.
 */
export const SHORTEST_SECRET = 8;

/** A credential that is valid in an HTTP header (RFC 9110, section 5.5: visible ASCII) and can be redacted. */
export function credential(settings: Settings, name: OptionName): string | undefined {
  const value = text(settings, name);
  if (value === undefined) return undefined;
  if (/^bearer\s/i.test(value)) {
    throw invalid(settings, name, 'begins with the word Bearer, which is not part of it', 'Leave the word out');
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw invalid(
      settings,
      name,
      'contains blanks or control characters',
      'Copy the credential again, without line breaks',
    );
  }
  // A response may contain only the last part of a service token `st.<id>.<secret>`.
  const secret = /^st\.[^.]*\.(.*)$/.exec(value)?.[1] ?? value;
  if (secret.length >= SHORTEST_SECRET) return value;
  throw invalid(
    settings,
    name,
    `is a credential of less than ${SHORTEST_SECRET} characters, which reports could not be kept free of`,
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

/** Largest sensible number: of seconds, what a timer supports. */
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
    `Set it to one, such as ${Math.max(least, 1)}`,
  );
}

/**
 * A list of words, separated by commas, each of which must be allowed.
 *
 * @returns the allowed ones that are named, in their own order
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
      `contains ${JSON.stringify(wrong.slice(0, 40))}, which is not one of its words`,
      suggest(wrong, allowed),
    );
  }
  return allowed.filter((word) => given.includes(word));
}

/** True for `1`, false for `0` and if not set. */
export function flag(settings: Settings, name: OptionName): boolean {
  const value = text(settings, name);
  if (value === undefined || value === '0' || value === '1') return value === '1';
  throw invalid(settings, name, 'is neither 1 nor 0', 'Set it to 1, or unset it');
}

function invalid(settings: Settings, name: OptionName, what: string, fix: string): Problem {
  const where = settings.get(name)?.source ?? 'default';
  return new Problem({ code: 'invalid-value', message: `${name} ${what}`, where, fix });
}
