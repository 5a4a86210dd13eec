import { nameOf } from '../../cases/case.ts';
import { ownWords, phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';

export const authenticationEnforced: Check = {
  id: 'authentication-enforced',
  catches: 'a 2xx without valid credentials, where the contract or the fixture requires them',
  judge({ case: one, response: { status } }) {
    if (one.rule !== 'authentication-enforced' || status < 200 || status > 299) return [];
    return [violation(phrase`${ownWords(nameOf(one))}: received ${status}`, phrase`a refusal: 4XX`, phrase`${status}`)];
  },
};
