import { phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';

export const allowPresent: Check = {
  id: 'allow-present',
  level: 'should',
  catches: 'a 405 without `Allow` (RFC 9110, section 15.5.6)',
  judge({ response: { status, headers } }) {
    if (status !== 405 || headers.has('allow')) return [];
    const message = phrase`a 405 does not list the allowed methods`;
    return [violation(message, phrase`header Allow`, phrase`no such header`)];
  },
};
