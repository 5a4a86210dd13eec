import { phrase } from '../../client/phrase.ts';
import { whole } from '../../client/shape.ts';
import { breach } from '../finding.ts';
import { type Check, isBodiless } from '../subject.ts';

const LONGEST = 80;

export const contentType: Check = {
  id: 'content-type',
  catches: 'a Content-Type that is missing, unreadable, or not one of those declared for the status',
  judge(subject) {
    const { declared, body, media, response } = subject;
    if (declared === undefined || declared.content.size === 0 || isBodiless(subject)) return [];
    if (media !== undefined) return [];
    const sent = response.headers.get('content-type')?.join(', ');
    if (sent === undefined && body.kind === 'empty') return [];
    const types = [...declared.content.keys()].join(' or ');
    const received = sent === undefined ? phrase`no Content-Type` : whole(sent, LONGEST);
    return [breach(phrase`Content-Type is not ${types}`, phrase`${types}`, received, `${declared.pointer}/content`)];
  },
};
