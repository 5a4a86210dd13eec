import { nameOf } from '../../cases/case.ts';
import { ownWords, phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';

export const invalidInputRejected: Check = {
  id: 'invalid-input-rejected',
  catches: 'a success for a parameter that breaks the contract, or that is required and missing',
  judge({ case: one, response: { status } }) {
    if (one.rule !== 'invalid-input-rejected' || status >= 400) return [];
    const name = ownWords(nameOf(one));
    return [violation(phrase`${name}: received ${status}`, phrase`4XX`, phrase`${status}`, one.parameter?.pointer)];
  },
};
