import { nameOf } from '../../cases/case.ts';
import { breach } from '../finding.ts';
import type { Check } from '../subject.ts';

export const invalidInputRejected: Check = {
  id: 'invalid-input-rejected',
  catches: 'a parameter that breaks the contract, or is left out though required, and is not refused',
  judge({ case: one, response: { status } }) {
    if (one.rule !== 'invalid-input-rejected' || status >= 400) return [];
    const expected = `4XX, since ${nameOf(one)}`;
    return [breach(`${nameOf(one)} brought ${status}`, expected, String(status), one.parameter?.pointer)];
  },
};
