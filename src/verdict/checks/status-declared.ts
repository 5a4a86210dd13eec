import { breach } from '../finding.ts';
import type { Check } from '../subject.ts';

export const statusDeclared: Check = {
  id: 'status-declared',
  catches: 'a status code that the operation declares neither exactly, nor as a range, nor by `default`',
  judge({ case: { rule }, operation, declared, response: { status } }) {
    if (declared !== undefined) return [];
    if (rule !== 'status-expected' && isRefusal(String(status)) && ![...operation.responses.keys()].some(isRefusal)) {
      return { notJudged: 'the contract declares no error response' };
    }
    const statuses = [...operation.responses.keys()].join(', ');
    return [breach(`status ${status} is not declared`, `a declared status: ${statuses}`, String(status), '/responses')];
  },
};

const isRefusal = (status: string): boolean => status.startsWith('4');
