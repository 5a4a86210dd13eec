import { nameOf } from '../../cases/case.ts';
import { breach } from '../finding.ts';
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
    const asked = one.parameter === undefined ? '' : `, whatever ${one.parameter.name} holds`;
    const expected = `an answer below 500${asked}`;
    return [breach(`${nameOf(one)} brought ${status}`, expected, String(status), declared?.pointer)];
  },
};
