import { ownWords, phrase } from '../../client/phrase.ts';
import { violation, type Violation } from '../finding.ts';
import { type Check, isBodiless } from '../subject.ts';

export const bodyParse: Check = {
  id: 'body-parse',
  catches:
    'a body that its Content-Type and Content-Encoding do not fit: broken JSON, no UTF-8, a byte order mark, a name twice in one object, nothing at all',
  judge(subject) {
    const { declared, body, response } = subject;
    if (declared === undefined || declared.content.size === 0 || isBodiless(subject)) return [];
    const coding = response.headers.get('content-encoding')?.join(', ') ?? '';
    if (response.codingError !== undefined) {
      const expected = phrase`a content coding that can be taken off`;
      return [violation(phrase`the body cannot be decoded`, expected, ownWords(response.codingError))];
    }
    const type = [...declared.content.keys()].join(' or ');
    if (body.kind === 'empty') {
      const received = coding === '' ? phrase`no body` : phrase`no body (${coding})`;
      return [violation(phrase`the body is empty`, phrase`a body of ${type}`, received, declared.pointer)];
    }
    if (body.kind === 'json') return body.duplicates.slice(0, MOST_DUPLICATES).map(twice(declared.pointer));
    if (body.kind !== 'unreadable') return [];
    return [violation(phrase`the body is not ${body.expected}`, body.expected, body.received, declared.pointer)];
  },
};

/** Duplicates that are told one by one. */
const MOST_DUPLICATES = 20;

/** What a name that stands twice means is left to each reader (RFC 8259, section 4). */
const twice =
  (declaredAt: string) =>
  (pointer: string): Violation => ({
    pointer,
    expected: phrase`each name once in an object`,
    received: phrase`the same name again`,
    declaredAt,
    message: phrase`${pointer}: the name stands twice in its object`,
  });
