import { phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import type { CheckResult } from '../finding.ts';
import type { Check } from '../subject.ts';

export const headers: Check = {
  id: 'headers',
  catches: 'a declared response header that is required and missing, or breaks its schema',
  judge({ declared, response, validators, operation, notes }) {
    if (declared === undefined || declared.headers.size === 0) return [];
    const results = [...declared.headers].map(([name, header]): CheckResult => {
      const values = response.headers.get(name);
      if (values !== undefined && header.schema !== undefined) {
        return validators.judgeHeader(name, header, operation.version, values.join(', '), notes);
      }
      if (values !== undefined || !header.required) return [];
      return [
        violation(phrase`header ${name} is missing`, phrase`header ${name}`, phrase`no such header`, header.pointer),
      ];
    });
    const found = results.flatMap((result) => ('notJudged' in result ? [] : result));
    return found.length > 0 ? found : (results.find((result) => 'notJudged' in result) ?? []);
  },
};
