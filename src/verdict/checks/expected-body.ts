import { phrase } from '../../client/phrase.ts';
import { valueAt } from '../../contract/pointer.ts';
import { show } from '../finding.ts';
import type { Check } from '../subject.ts';

export const expectedBody: Check = {
  id: 'expected-body',
  catches: 'the wrong resource: a value that the fixture expects is missing',
  judge({ case: { expect }, body }) {
    if (body.kind !== 'json') return [];
    return Object.entries(expect).flatMap(([pointer, expected]) => {
      const value = valueAt(body.value, pointer);
      if (value === expected) return [];
      const [shown, received] = [show(expected, pointer), show(value, pointer)];
      return [
        {
          pointer,
          expected: shown,
          received,
          declaredAt: undefined,
          message: phrase`${pointer} is not the value that the fixture expects`,
        },
      ];
    });
  },
};
