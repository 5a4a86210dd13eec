import { breach } from '../finding.ts';
import type { Check } from '../subject.ts';
import { pointerTo } from '../text-in-body.ts';

/** Shortest text that is looked for: a shorter one can stand in an answer by chance. */
const SHORTEST = 16;

export const secretNotEchoed: Check = {
  id: 'secret-not-echoed',
  catches: 'a credential that was sent and came back in a header or a body',
  judge({ response, body, secrets }) {
    const sent = secrets.filter((secret) => secret.length >= SHORTEST);
    const echoes = (text: string) => sent.some((secret) => text.includes(secret));
    const header = [...response.headers].find(([, values]) => values.some(echoes))?.[0];
    if (header !== undefined) {
      return [breach(`header ${header} holds a credential that was sent`, 'no credential', 'one that was sent')];
    }
    if (!echoes(Buffer.from(response.body).toString('utf8'))) return [];
    const found = breach('the body holds a credential that was sent', 'no credential', 'one that was sent');
    return [{ ...found, pointer: (body.kind === 'json' ? pointerTo(body.value, echoes) : undefined) ?? '' }];
  },
};
