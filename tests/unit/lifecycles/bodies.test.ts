import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { type Filling, makeBody, OMITTED } from '../../../src/lifecycles/bodies/body.ts';
import { brokenBodies, withChange } from '../../../src/lifecycles/broken-bodies.ts';

let made = 0;
const filling = (more: Partial<Filling> = {}): Filling => ({
  wants: () => true,
  given: () => undefined,
  branch: () => 0,
  making: { unique: () => `contract-0a0a0a0a-${(++made).toString().padStart(4, '0')}` },
  ...more,
});

const ajv = new Ajv({ strict: false, validateFormats: false });

const OBJECT = {
  type: 'object',
  required: ['name', 'level', 'tags'],
  properties: {
    name: { type: 'string', minLength: 3, maxLength: 20 },
    slug: { type: 'string', pattern: '^[a-z0-9]+$' },
    level: { type: 'integer', minimum: 5, maximum: 9, default: 5 },
    mode: { type: 'string', enum: ['a', 'b'], default: 'a' },
    isOn: { type: 'boolean', default: true },
    note: { type: 'string', nullable: true },
    tags: { type: 'array', minItems: 2, items: { type: 'string' } },
    nested: { type: 'object', required: ['url'], properties: { url: { type: 'string', format: 'uri' } } },
    either: {
      oneOf: [
        { type: 'string' },
        { type: 'object', required: ['at'], properties: { at: { type: 'string', format: 'date-time' } } },
      ],
    },
    map: { type: 'object', additionalProperties: { type: 'number' } },
  },
};

describe('a body', () => {
  test('with all properties is valid, and has neither defaults nor nulls', () => {
    const body = makeBody(OBJECT, filling()) as Record<string, unknown>;
    expect(ajv.validate(OBJECT, body)).toBe(true);
    expect(Object.keys(body).sort()).toEqual(Object.keys(OBJECT.properties).sort());
    expect(body).toMatchObject({
      level: 6,
      mode: 'b',
      isOn: false,
      nested: { url: expect.stringContaining('example.com') },
    });
  });

  test('with required properties has no others', () => {
    expect(Object.keys(makeBody(OBJECT, filling({ wants: () => false })) as object)).toEqual(['name', 'level', 'tags']);
  });

  test('has the chosen alternative, given values, and none that are unknown', () => {
    const given: Filling['given'] = (pointer) =>
      pointer === '/name' ? 'known' : pointer === '/slug' ? OMITTED : undefined;
    const body = makeBody(OBJECT, filling({ branch: () => 1, given }));
    expect(body).toMatchObject({ name: 'known', either: { at: expect.stringMatching(/^\d{4}-/) } });
    expect(body).not.toHaveProperty('slug');
  });

  test('of an update has other values than the present ones', () => {
    const present: Record<string, unknown> = { level: 6, mode: 'b', isOn: false };
    const making = { unique: () => 'contract-0a0a0a0a-9999', present: (name: string) => present[name] };
    expect(makeBody(OBJECT, filling({ making }))).toMatchObject({ level: 7, mode: 'a', isOn: true });
  });

  test('of a schema that contains itself ends', () => {
    const tree: Record<string, unknown> = { type: 'object', properties: {} };
    tree.properties = { name: { type: 'string' }, child: tree };
    tree.properties = { ...(tree.properties as object), other: tree, children: { type: 'array', items: tree } };
    expect(makeBody(tree, filling())).toEqual({ name: expect.any(String), children: [] });
  });

  test.each([
    [{ type: 'string', maxLength: 8 }],
    [{ type: 'string', minLength: 40 }],
    [{ type: 'string', pattern: '^#[0-9a-f]{6}$' }],
    [{ type: 'number', exclusiveMinimum: 3, multipleOf: 0.5 }],
    [{ type: ['string', 'null'] }],
    [{ allOf: [{ type: 'object', required: ['a'], properties: { a: { type: 'string' } } }] }],
    [{ const: 7 }],
  ])('of %j is valid', (schema) => {
    const body = makeBody({ type: 'object', required: ['part'], properties: { part: schema } }, filling()) as {
      part: unknown;
    };
    expect(ajv.validate(schema, body.part)).toBe(true);
  });
});

test('each broken body breaks one rule of the schema', () => {
  const good = makeBody(OBJECT, filling());
  const broken = brokenBodies(OBJECT);
  const names = broken.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['body name left out', 'body name breaks type', 'body name breaks minLength']),
  );
  expect(names).toEqual(
    expect.arrayContaining(['body level breaks maximum', 'body mode breaks enum', 'body nested.url left out']),
  );
  const valid = broken.filter((change) => change.name !== 'body nested.url breaks format');
  expect(valid.filter((change) => ajv.validate(OBJECT, withChange(good, change)))).toEqual([]);
});
