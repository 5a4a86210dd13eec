import { breach } from '../finding.ts';
import type { Check } from '../subject.ts';

export const statusDeclared: Check = {
  id: 'status-declared',
  catches: 'a status code that the operation declares neither exactly, nor as a range, nor by `default`',
  judge({ operation, declared, response: { status } }) {
    if (declared !== undefined) return [];
    const statuses = [...operation.responses.keys()].join(', ');
    return [breach(`status ${status} is not declared`, `a declared status: ${statuses}`, String(status), '/responses')];
  },
};
