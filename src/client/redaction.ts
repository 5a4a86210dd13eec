import { escapeToken } from '../contract/pointer.ts';

/** What stands where a secret stood. */
const REDACTED = '[redacted]';

/** Shortest text that is taken for a secret: shorter ones stand in ordinary words. */
const SHORTEST = 8;

/** Takes every known secret out of a text, in each form that it can travel in. */
export type Redact = (text: string) => string;

/** Makes the function that every line of a record passes before it is written, as JSON or as text. */
export function redactor(secrets: readonly string[]): Redact {
  const known = secrets.filter((secret) => secret.length >= SHORTEST);
  const encoded = known.flatMap(encodingsOf);
  const forms = new Set([...encoded, ...encoded.map(escapeToken)].flatMap((form) => [form, inJson(form)]));
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((clean, form) => clean.replaceAll(form, REDACTED), text);
}

/** Raw, percent-encoded, JSON-escaped, and base64 at each of its three alignments. */
function encodingsOf(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  const lowerCase = percent.replace(/%[\dA-F]{2}/g, (octet) => octet.toLowerCase());
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'\0'.repeat(offset)}${secret}`).toString('base64');
    return encoded.slice(offset === 0 ? 0 : offset + 1).replace(/.?={0,2}$/, '');
  });
  const urlSafe = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [secret, percent, lowerCase, inJson(secret), ...base64, ...urlSafe];
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Keys below which a value may be a credential, whatever it looks like: never shown, not even in a finding. */
const CREDENTIAL_KEYS = [
  /^(inputs|iv|tag|salt|data|devices|key|jwt|otp)$/i,
  /pass(word|phrase|wd)?$|secret|token|hash|credential|private|encrypted|cert(ificate)?s?$/i,
  /api_?key|connection_?string|cookie|authorization|signature|backup|recovery/i,
  /[a-z\d]Key$|_key$/,
];

/** Names of things that hold secrets without being one. */
const HOLDERS = /^dynamicSecrets?$|^secret(Path|Name|Key)s?$|^tokenType$/;

/** True where a JSON pointer's tokens lead to or below a credential-like key. */
export const isCredentialLike = (tokens: readonly string[]): boolean =>
  tokens.some((token) => !HOLDERS.test(token) && CREDENTIAL_KEYS.some((pattern) => pattern.test(token)));
