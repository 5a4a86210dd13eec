import { nameOf } from '../../cases/case.ts';
import { ownWords, phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import { type Check, isUndeclaredMethod } from '../subject.ts';

export const noServerError: Check = {
  id: 'no-server-error',
  catches: 'a 5XX that is caused by input that the suite made up',
  judge(subject) {
    const { case: one, response, declared } = subject;
    const { status } = response;
    if (one.rule === 'status-expected' || status < 500) return [];
    // A server may answer 501 to a method that it does not implement (RFC 9110, section 15.6.2).
    if (status === 501 && isUndeclaredMethod(subject)) return [];
    const expected =
      one.parameter === undefined
        ? phrase`a status below 500`
        : phrase`a status below 500 for any value of ${one.parameter.name}`;
    const message = phrase`${ownWords(nameOf(one))}: received ${status}`;
    return [violation(message, expected, phrase`${status}`, declared?.pointer)];
  },
};
