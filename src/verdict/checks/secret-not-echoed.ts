import { phrase } from '../../client/phrase.ts';
import type { Headers } from '../../client/reply.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';
import { pointerTo } from '../text-in-body.ts';

/** Shortest credential that is searched for. A shorter one may occur by chance. */
const SHORTEST = 16;

export const secretNotEchoed: Check = {
  id: 'secret-not-echoed',
  catches: 'a response whose header or body contains a credential that was sent',
  judge({ response, body, secrets }) {
    const header = echoingHeader(response.headers, secrets);
    if (header !== undefined) {
      return [violation(phrase`header ${header} contains a credential that was sent`, ...SENT)];
    }
    const text = 'text' in body ? body.text : Buffer.from(response.body).toString('utf8');
    const isEscaped = body.kind === 'json' && text.includes('\\');
    if (!isEscaped && !echoes(text, secrets)) return [];
    const pointer = body.kind === 'json' ? pointerTo(body.value, (each) => echoes(each, secrets)) : '';
    if (pointer === undefined) return [];
    return [{ ...violation(phrase`the body contains a credential that was sent`, ...SENT), pointer }];
  },
};

/** Expected and received. The credential itself is never shown. */
const SENT = [phrase`no credential`, phrase`a credential that was sent`] as const;

function echoingHeader(headers: Headers, secrets: readonly string[]): string | undefined {
  for (const [name, values] of headers) if (values.some((value) => echoes(value, secrets))) return name;
  return undefined;
}

const echoes = (text: string, secrets: readonly string[]): boolean =>
  secrets.some((secret) => secret.length >= SHORTEST && text.includes(secret));
