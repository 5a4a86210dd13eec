import { nameOf } from '../../cases/case.ts';
import { ownWords, phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';

export const authenticationEnforced: Check = {
  id: 'authentication-enforced',
  catches: 'success for somebody without a token that is good, where the contract or the fixture demands one',
  judge({ case: one, response: { status } }) {
    if (one.rule !== 'authentication-enforced' || status < 200 || status > 299) return [];
    return [violation(phrase`${ownWords(nameOf(one))} brought ${status}`, phrase`a refusal: 4XX`, phrase`${status}`)];
  },
};
