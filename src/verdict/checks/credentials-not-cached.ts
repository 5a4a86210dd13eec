import { phrase } from '../../client/phrase.ts';
import { SHORTEST_SECRET } from '../../config/values.ts';
import { isCredentialLike } from '../../contract/credential-keys.ts';
import { isSuccess } from '../../contract/responses.ts';
import { violation } from '../finding.ts';
import { isMasked } from '../same-value.ts';
import type { Check } from '../subject.ts';

export const credentialsNotCached: Check = {
  id: 'credentials-not-cached',
  level: 'should',
  catches: 'a 2xx with credentials that caches may store (RFC 9111, section 5.2.2)',
  judge({ response: { status, headers }, body }) {
    if (!isSuccess(status) || body.kind !== 'json') return [];
    if (forbidsStoring(headers.get('cache-control')) || !holdsCredential(body.value)) return [];
    const message = phrase`a response with credentials may be stored by caches`;
    const received = headers.has('cache-control') ? phrase`another Cache-Control` : phrase`no such header`;
    return [violation(message, phrase`header Cache-Control with no-store or private`, received)];
  },
};

function forbidsStoring(values: readonly string[] | undefined): boolean {
  if (values === undefined) return false;
  const directives = values
    .join(',')
    .toLowerCase()
    .split(/[\s,=]+/);
  return directives.includes('no-store') || directives.includes('private');
}

/** An id of a secret is not the secret. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for a body with a text under a key such as `token` or `clientSecret` that may be a credential. */
function holdsCredential(root: unknown): boolean {
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const isArray = Array.isArray(value);
    for (const name in value) {
      const child = (value as Record<string, unknown>)[name];
      if (typeof child === 'object') open.push(child);
      else if (!isArray && typeof child === 'string' && isCredential(name, child)) return true;
    }
  }
  return false;
}

const isCredential = (name: string, text: string): boolean =>
  text.length >= SHORTEST_SECRET && isSecretName(name) && !isMasked(text) && !UUID.test(text);

/** Names of properties that were tested. The limit bounds the memory that a hostile server can use. */
const tested = new Map<string, boolean>();
const MOST_TESTED = 1000;

function isSecretName(name: string): boolean {
  const known = tested.get(name);
  if (known !== undefined) return known;
  const isSecret = namesSecret(name);
  if (tested.size < MOST_TESTED) tested.set(name, isSecret);
  return isSecret;
}

/** Names that contain credentials in every API. Other credential-like keys may also name what is public. */
const namesSecret = (name: string): boolean =>
  isCredentialLike([name]) &&
  /(token|secret|password|secretValue|privateKey|apiKey)$/i.test(name) &&
  !/^(is|has)[A-Z_]|(page|next|csrf|xsrf|cursor)/i.test(name);
