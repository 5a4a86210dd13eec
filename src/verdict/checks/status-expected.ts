import { wantsSuccess } from '../../cases/case.ts';
import { isAmong } from '../../contract/responses.ts';
import { phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';

export const statusExpected: Check = {
  id: 'status-expected',
  catches: 'a declared status code other than the one that the case expects',
  judge({ case: one, response: { status }, declared, notes }) {
    const { rule, expected, given = [], provesRoute } = one;
    if (rule !== 'status-expected' || isAmong(status, expected)) return [];
    // Some servers fail if they look up an id that does not exist.
    const mayBeWrongValue = wantsSuccess(one) ? isClientError(status) : provesRoute === true && status >= 400;
    if (mayBeWrongValue && given.length > 0) {
      notes.push(phrase`a wrong value of ${given.join(' or ')} also causes this status`);
    }
    const wanted = expected.join(' or ');
    const message = phrase`status ${status} where ${wanted} was expected`;
    return [violation(message, phrase`${wanted}`, phrase`${status}`, declared?.pointer)];
  },
};

const isClientError = (status: number): boolean => status >= 400 && status < 500;
