import { describe, expect, test } from '@jest/globals';
import { Counterparts } from '../../../src/compare/counterparts.ts';
import { learn, learnAlone } from '../../../src/compare/learning.ts';

const A = 'aaaaaaaa-0000-4000-8000-000000000001';
const B = 'bbbbbbbb-0000-4000-8000-000000000001';
const OTHER = 'cccccccc-0000-4000-8000-000000000001';

/** Counterparts of two runs, whose names contain these marks. */
const create = () => new Counterparts([['1a1a1a1a', '2b2b2b2b']]);

describe('identifiers at the same place of two responses', () => {
  test('belong together', () => {
    const known = create();
    learn({ group: { id: A, slug: 'x' } }, { group: { id: B, slug: 'y' } }, false, known);
    expect([known.ofB(A), known.ofB('x'), known.ofA(B)]).toEqual([B, 'y', A]);
  });

  test('in lists belong to items with the same key, whatever their order', () => {
    const known = create();
    learn(
      [
        { id: A, name: 'one' },
        { id: OTHER, name: 'two' },
      ],
      [
        { id: 'd-2', name: 'two' },
        { id: B, name: 'one' },
      ],
      false,
      known,
    );
    expect([known.ofB(A), known.ofB(OTHER)]).toEqual([B, 'd-2']);
  });

  test('are their own counterparts if both servers list the resource', () => {
    const known = create();
    learn([{ id: A }, { id: OTHER }], [{ id: OTHER }, { id: A }], false, known);
    expect([known.ofB(A), known.ofB(OTHER)]).toEqual([A, OTHER]);
    expect(known.isSharing).toBe(true);
  });

  test('are unknown if only a lists the resource', () => {
    const known = create();
    learn([{ id: A }], [], false, known);
    expect(known.ofB(A)).toBeUndefined();
  });

  test('that no response contained are sent as they are', () => {
    expect(create().ofB(A)).toBe(A);
  });
});

test('a resource of a that b lists elsewhere is not paired with another one', () => {
  const known = create();
  learn([], [{ id: A }], false, known);
  learn({ id: A }, { id: B }, false, known);
  expect(known.ofB(A)).toBe(A);
});

describe('what the run makes', () => {
  const made = (id: string, mark: string) => ({ id, name: `contract-${mark}-0001` });

  test('has no counterpart if several of b have its name', () => {
    const known = create();
    learn([made(A, '1a1a1a1a')], [made(B, '2b2b2b2b'), made(OTHER, '2b2b2b2b')], false, known);
    expect(known.ofB(A)).toBeUndefined();
  });

  test('has no counterpart if b lists only that of a, in the database of both', () => {
    const known = create();
    learn([made(A, '1a1a1a1a')], [made(A, '1a1a1a1a')], false, known);
    expect(known.ofB(A)).toBeUndefined();
  });

  test('has one as soon as b has made it too', () => {
    const known = create();
    learnAlone(made(A, '1a1a1a1a'), '', known);
    learn(made(A, '1a1a1a1a'), made(B, '2b2b2b2b'), true, known);
    expect(known.ofB(A)).toBe(B);
  });

  test('belongs together, even if both servers listed the resource of a before', () => {
    const known = create();
    learn([{ id: A }], [{ id: A }], false, known);
    learn(made(A, '1a1a1a1a'), made(B, '2b2b2b2b'), true, known);
    expect(known.ofB(A)).toBe(B);
  });

  test('is found by its names in the lists of one database', () => {
    const known = create();
    const list = [made(A, '1a1a1a1a'), made(B, '2b2b2b2b')];
    learn(list, list, false, known);
    expect(known.ofB(A)).toBe(B);
  });

  test('is never sent to b if only a made it, even if b lists it', () => {
    const known = create();
    learnAlone({ group: made(A, '1a1a1a1a') }, '', known);
    learn([{ id: A }], [{ id: A }], false, known);
    expect(known.ofB(A)).toBeUndefined();
  });

  test('does not include what the request named', () => {
    const known = create();
    learnAlone({ member: { id: A }, project: { id: OTHER } }, `/projects/${OTHER}/members`, known);
    expect([known.ofB(A), known.ofB(OTHER)]).toEqual([undefined, OTHER]);
  });

  test('has the names of the run on that server', () => {
    expect(create().ofB('contract-1a1a1a1a-0001 renamed')).toBe('contract-2b2b2b2b-0001 renamed');
  });
});

test('resources are alike if the run made both, and not because both have the same name', () => {
  const known = create();
  learn({ id: A, name: 'x' }, { id: B, name: 'x' }, false, known);
  expect([known.areSame(A, B), known.areAlike(A, B)]).toEqual([true, false]);
  learn({ id: OTHER }, { id: 'dddddddd-0000-4000-8000-000000000001' }, true, known);
  expect(known.areAlike(OTHER, 'dddddddd-0000-4000-8000-000000000001')).toBe(true);
});

describe('the latest item that both servers have', () => {
  const at = (day: string, id = A) => ({ id, createdAt: `2026-01-${day}T00:00:00Z` });
  const latest = (...pairs: [a: unknown, b: unknown][]): number | undefined => {
    const known = new Counterparts([], Date.parse('2026-01-05T00:00:00Z'));
    for (const [a, b] of pairs) learn(a, b, false, known);
    return known.latestCommon;
  };

  test('has the same id and the same time of creation', () => {
    expect(latest([at('02'), at('02')], [at('01'), at('01')])).toBe(Date.parse('2026-01-02T00:00:00Z'));
  });

  test.each([
    ['another id', at('02'), at('02', B)],
    ['another time', at('02'), at('03')],
    ['a time after the begin of the comparison', at('06'), at('06')],
  ])('is none with %s', (_what, a, b) => {
    expect(latest([a, b])).toBeUndefined();
  });
});
