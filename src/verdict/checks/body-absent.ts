import pluralize from 'pluralize';
import { ownWords, phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';

export const bodyAbsent: Check = {
  id: 'body-absent',
  catches: 'a body where none is declared',
  judge({ declared, body, response }) {
    if (declared === undefined || declared.content.size > 0 || body.kind === 'empty') return [];
    const received = ownWords(pluralize('byte', response.body.length, true));
    return [violation(phrase`a body was sent where none is declared`, phrase`no body`, received, declared.pointer)];
  },
};
