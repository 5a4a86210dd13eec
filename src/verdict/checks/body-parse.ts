import { breach, type Breach } from '../finding.ts';
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
      return [breach(`the body cannot be decoded`, 'a content coding that can be taken off', response.codingError)];
    }
    const type = [...declared.content.keys()].join(' or ');
    if (body.kind === 'empty') {
      return [breach('the body is empty', `a body of ${type}`, `no body${coding && ` (${coding})`}`, declared.pointer)];
    }
    if (body.kind === 'json') return body.duplicates.slice(0, MOST_DUPLICATES).map(twice(declared.pointer));
    if (body.kind !== 'unreadable') return [];
    return [breach(`the body is not ${body.expected}`, body.expected, body.received, declared.pointer)];
  },
};

/** Duplicates that are told one by one. */
const MOST_DUPLICATES = 20;

/** What a name that stands twice means is left to each reader (RFC 8259, section 4). */
const twice =
  (declaredAt: string) =>
  (pointer: string): Breach => ({
    pointer,
    expected: 'each name once in an object',
    received: 'the same name again',
    declaredAt,
    message: `${pointer}: the name stands twice in its object`,
  });
