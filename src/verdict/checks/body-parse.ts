import { breach } from '../finding.ts';
import { type Check, isBodiless } from '../subject.ts';

export const bodyParse: Check = {
  id: 'body-parse',
  catches:
    'a body that its Content-Type and Content-Encoding do not fit: broken JSON, no UTF-8, a byte order mark, nothing at all',
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
    if (body.kind !== 'unreadable') return [];
    return [breach(`the body is not ${body.expected}`, body.expected, body.received, declared.pointer)];
  },
};
