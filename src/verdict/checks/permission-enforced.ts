import { phrase } from '../../client/phrase.ts';
import { type IdentityName, TOKEN_VARIABLES } from '../../config/credentials.ts';
import { exercised } from '../exercised.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';

export const permissionEnforced: Check = {
  id: 'permission-enforced',
  catches: 'a 2xx to a write by an identity that has no right to it',
  judge(subject) {
    const { case: one, response } = subject;
    if (one.rule !== 'permission-enforced') return [];
    const who = TOKEN_VARIABLES[one.request.auth as IdentityName];
    return exercised(subject, (act) =>
      violation(phrase`${who} has no right to it, but ${act}`, phrase`403`, phrase`${response.status}`),
    );
  },
};
