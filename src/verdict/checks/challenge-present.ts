import { phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';

export const challengePresent: Check = {
  id: 'challenge-present',
  level: 'should',
  catches: 'a 401 without `WWW-Authenticate` (RFC 9110, section 15.5.2)',
  judge({ response: { status, headers } }) {
    if (status !== 401 || headers.has('www-authenticate')) return [];
    const message = phrase`a 401 does not name an authentication scheme`;
    return [violation(message, phrase`header WWW-Authenticate`, phrase`no such header`)];
  },
};
