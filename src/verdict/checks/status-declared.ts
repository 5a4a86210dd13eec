import { ownWords, phrase } from '../../client/phrase.ts';
import { declaresNothing, NOTHING_DECLARED } from '../../contract/responses.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';

export const statusDeclared: Check = {
  id: 'status-declared',
  catches: 'a status code that the operation declares neither exactly, nor as a range, nor by `default`',
  judge({ case: { rule }, operation, declared, response: { status } }) {
    if (declared !== undefined) return [];
    if (declaresNothing(operation)) return { notJudged: ownWords(NOTHING_DECLARED) };
    if (rule !== 'status-expected' && isRefusal(String(status)) && ![...operation.responses.keys()].some(isRefusal)) {
      return { notJudged: phrase`the contract declares no error response` };
    }
    const statuses = [...operation.responses.keys()];
    const expected =
      statuses.length === 0
        ? phrase`a declared status, but none is declared`
        : phrase`a declared status: ${statuses.join(', ')}`;
    return [violation(phrase`status ${status} is not declared`, expected, phrase`${status}`, '/responses')];
  },
};

const isRefusal = (status: string): boolean => status.startsWith('4');
