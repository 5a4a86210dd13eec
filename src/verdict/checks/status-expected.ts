import { isAmong } from '../../contract/responses.ts';
import { breach } from '../finding.ts';
import type { Check } from '../subject.ts';

export const statusExpected: Check = {
  id: 'status-expected',
  catches: 'a declared status code that is not the one the fixture’s case asks for',
  judge({ case: { rule, expected }, response: { status }, declared }) {
    if (rule !== 'status-expected' || isAmong(status, expected)) return [];
    const wanted = expected.join(' or ');
    return [breach(`status ${status} where ${wanted} is due`, wanted, String(status), declared?.pointer)];
  },
};
