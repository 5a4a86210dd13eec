import { breach } from '../finding.ts';
import type { Check } from '../subject.ts';

export const headers: Check = {
  id: 'headers',
  catches: 'a declared response header that is missing though required, or breaks its schema',
  judge({ declared, response, validators, operation }) {
    const all = [...(declared?.headers ?? [])].map(([name, header]) => {
      const values = response.headers.get(name);
      if (values !== undefined) {
        return header.schema === undefined
          ? []
          : validators.judgeHeader(name, header, operation.version, values.join(', '));
      }
      if (!header.required) return [];
      return [breach(`header ${name} is missing`, `header ${name}`, 'no such header', header.pointer)];
    });
    return all.flat();
  },
};
