import { ownWords, phrase } from '../../client/phrase.ts';
import { violation, type Violation } from '../finding.ts';
import { type Check, isBodiless } from '../subject.ts';

export const bodyParse: Check = {
  id: 'body-parse',
  catches:
    'a body that does not match its Content-Type or Content-Encoding: invalid JSON or UTF-8, a byte order mark, a repeated name, or an empty body',
  judge(subject) {
    const { declared, body, response } = subject;
    if (declared === undefined || declared.content.size === 0 || isBodiless(subject)) return [];
    if (response.codingError !== undefined) {
      const expected = phrase`a content coding that can be decoded`;
      return [violation(phrase`the body cannot be decoded`, expected, ownWords(response.codingError))];
    }
    if (body.kind === 'empty') {
      const coding = response.headers.get('content-encoding')?.join(', ') ?? '';
      const type = [...declared.content.keys()].join(' or ');
      const received = coding === '' ? phrase`no body` : phrase`no body (${coding})`;
      return [violation(phrase`the body is empty`, phrase`a body of ${type}`, received, declared.pointer)];
    }
    if (body.kind === 'json') {
      return body.duplicates.slice(0, MAX_DUPLICATES).map((pointer) => repeatedName(pointer, declared.pointer));
    }
    if (body.kind !== 'unreadable') return [];
    return [violation(phrase`the body is not ${body.expected}`, body.expected, body.received, declared.pointer)];
  },
};

/** Maximum number of reported duplicates. */
const MAX_DUPLICATES = 20;

/** A repeated name, which parsers interpret differently (RFC 8259, section 4). */
const repeatedName = (pointer: string, declaredAt: string): Violation => ({
  pointer,
  expected: phrase`each name once in an object`,
  received: phrase`the same name again`,
  declaredAt,
  message: phrase`${pointer}: the name occurs twice in its object`,
});
