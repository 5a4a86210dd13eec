import { expect, test } from '@jest/globals';
import { correctionsFrom, messageIn, namesIn } from '../../../src/lifecycles/corrections.ts';

const text = { type: 'string' };
const SCHEMA = {
  type: 'object',
  required: ['name'],
  properties: { name: text, projectSlug: text, ttl: text, notAfter: text, mode: text },
};

const issue = (path: string[], message: string, more: object = {}) => ({ message: [{ path, message, ...more }] });

test.each<[what: string, refusal: unknown, sent: object, corrections: object[]]>([
  ['adds what an issue misses', issue(['projectSlug'], 'Required'), {}, [{ pointer: '/projectSlug', change: 'add' }]],
  [
    'removes an optional property',
    issue(['mode'], 'Not allowed'),
    { mode: 'x' },
    [{ pointer: '/mode', change: 'remove' }],
  ],
  ['changes a required property', issue(['name'], 'Invalid'), { name: 'x' }, [{ pointer: '/name', change: 'change' }]],
  [
    'takes an option that is offered',
    issue(['mode'], 'Invalid', { options: ['on'] }),
    { mode: 'x' },
    [{ value: 'on' }],
  ],
  [
    'takes the form that is asked for',
    issue(['name'], 'must be base64 encoded'),
    { name: 'x' },
    [{ value: 'Y29udHJhY3Q=' }],
  ],
  [
    'sends one of several',
    issue(['ttl', 'notAfter'], 'Either ttl or notAfter'),
    {},
    [{ pointer: '/ttl', change: 'add' }],
  ],
  [
    'sends only one of several',
    issue(['ttl', 'notAfter'], 'but not both'),
    { ttl: '1h', notAfter: 'x' },
    [{ pointer: '/notAfter', change: 'remove' }],
  ],
  [
    'reads pointers as paths',
    { errors: [{ instancePath: '/body/mode', message: 'x' }] },
    { mode: 'x' },
    [{ pointer: '/mode' }],
  ],
  [
    'reads plain words',
    { message: 'Must provide either project slug or project id' },
    {},
    [{ pointer: '/projectSlug', change: 'add' }],
  ],
  [
    'reads what is refused in words',
    { message: 'Mode x was not found' },
    { name: 'x', mode: 'x' },
    [{ pointer: '/mode', change: 'remove' }],
  ],
  [
    'asks for a later date in words',
    { message: 'notAfter must be later than the current one' },
    { name: 'x', notAfter: '2026-01-01' },
    [{ pointer: '/notAfter', change: 'change', value: expect.stringMatching(/^20[678]\d-/) }],
  ],
  ['has no idea', { message: 'Bad request' }, { name: 'x' }, []],
])('a refusal %s', (_, refusal, sent, corrections) => {
  expect(correctionsFrom(refusal, SCHEMA, sent, true)).toMatchObject(corrections);
  expect(correctionsFrom(refusal, SCHEMA, sent, true)).toHaveLength(corrections.length);
});

test('a refusal names parameters in its words or in the paths of its issues', () => {
  const names = ['projectId', 'environment', 'limit'];
  expect(namesIn({ message: 'Missing project id or environment' }, names)).toEqual(['projectId', 'environment']);
  expect(namesIn(issue(['limit'], 'Required'), names)).toEqual(['limit']);
  expect(namesIn({ message: 'Bad request' }, names)).toEqual([]);
});

test('the words of a refusal are its first message, in one line', () => {
  expect(messageIn(issue(['name'], 'Required'))).toBe('name: Required');
  expect(messageIn({ message: 'No\nsuch thing' })).toBe('No such thing');
  expect(messageIn('text')).toBeUndefined();
});
