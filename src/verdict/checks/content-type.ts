import { phrase } from '../../client/phrase.ts';
import { whole } from '../../client/shape.ts';
import { violation } from '../finding.ts';
import { parseMediaType } from '../media-type.ts';
import { type Check, isBodiless } from '../subject.ts';

/** Longest Content-Type that is shown. */
const LONGEST = 80;

export const contentType: Check = {
  id: 'content-type',
  catches: 'a Content-Type that is missing, invalid, or not declared for the status',
  judge(subject) {
    const { declared, body, media, response } = subject;
    if (declared === undefined || declared.content.size === 0 || isBodiless(subject)) return [];
    if (media !== undefined) return [];
    const sent = response.headers.get('content-type')?.join(', ');
    if (sent === undefined && body.kind === 'empty') return [];
    const invalid = [...declared.content.keys()].find((key) => parseMediaType(key) === undefined);
    if (invalid !== undefined) {
      return { notJudged: phrase`the contract declares ${JSON.stringify(invalid)}, which is not a media type` };
    }
    const types = [...declared.content.keys()].join(' or ');
    const received = sent === undefined ? phrase`no Content-Type` : whole(sent, LONGEST);
    return [violation(phrase`Content-Type is not ${types}`, phrase`${types}`, received, `${declared.pointer}/content`)];
  },
};
