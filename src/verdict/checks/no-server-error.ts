import { nameOf } from '../../cases/case.ts';
import { ownWords, phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import { type Check, isUndeclaredMethod } from '../subject.ts';

export const noServerError: Check = {
  id: 'no-server-error',
  catches: 'a 5XX that the suite’s own input brought about',
  judge(subject) {
    const { case: one, response, declared } = subject;
    const { status } = response;
    if (one.rule === 'status-expected' || status < 500) return [];
    // What a server does not implement it may say so of (RFC 9110, section 15.6.2).
    if (status === 501 && isUndeclaredMethod(subject)) return [];
    const expected =
      one.parameter === undefined
        ? phrase`an answer below 500`
        : phrase`an answer below 500, whatever ${one.parameter.name} holds`;
    const message = phrase`${ownWords(nameOf(one))} brought ${status}`;
    return [violation(message, expected, phrase`${status}`, declared?.pointer)];
  },
};
