import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../../src/cases/case.ts';
import type { Auth } from '../../../src/cases/fixtures.ts';
import type { SendResult } from '../../../src/client/reply.ts';
import type { Operation, Parameter } from '../../../src/contract/operations.ts';
import type { RunContext } from '../../../src/run/run-context.ts';
import { schedule } from '../../../src/run/scheduler.ts';
import type { JudgedCase } from '../../../src/verdict/judged-case.ts';

const ID: Parameter = {
  name: 'groupId',
  in: 'path',
  required: true,
  schema: {},
  exploded: false,
  style: 'simple',
  pointer: undefined,
};

function caseOf(id: string, more: Partial<Case> & { auth?: Auth } = {}): Case {
  const { auth = 'none', ...rest } = more;
  return {
    id,
    operation: 'GET /x',
    origin: 'derived',
    expected: ['2XX'],
    rule: 'no-server-error',
    request: { method: 'GET', url: `/${id}`, auth, fault: undefined },
    expect: {},
    missing: [],
    ...rest,
  };
}

const probe = (id: string): Case => caseOf(id, { auth: 'token', origin: 'fixture', expected: ['200'] });

/** A case whose id in the path is open. */
const dependent = (id: string, more: Partial<Case> = {}): Case =>
  caseOf(id, {
    open: { draft: { auth: 'none', path: { groupId: 'made-up' }, query: {}, missing: [] }, parameters: [ID] },
    ...more,
  });

/** A plain request. */
const plain = (id: string, more: Partial<Case> = {}): Case =>
  caseOf(id, { mayMissRoute: 'until-proved', provesRoute: true, ...more });

/**
 * Runs cases against a target that responds in a later turn of the event loop, with the status set for the case's id or
 * 200.
 */
async function run(
  selected: Case[],
  {
    unselected = [],
    statuses = {},
    fault,
    events = [],
    keep = () => undefined,
  }: {
    unselected?: Case[];
    statuses?: Record<string, number>;
    fault?: string;
    events?: string[];
    keep?: () => void;
  } = {},
) {
  let [pending, most] = [0, 0];
  const operation = {
    key: 'GET /x',
    method: 'GET',
    path: '/x/{groupId}',
    parameters: [ID],
    responses: new Map(),
    fault,
  };
  const sendWithRetries = async (one: Case): Promise<SendResult> => {
    events.push(`send ${one.id}`);
    most = Math.max(most, ++pending);
    await new Promise((resolve) => setImmediate(resolve));
    pending--;
    events.push(`answer ${one.id}`);
    const body = Buffer.from(JSON.stringify([{ id: `id-of-${one.id}` }]));
    const headers = new Map([['content-type', ['application/json']]]);
    const reply = { kind: 'response', headers, body, codingError: undefined, durationMs: 0 } as const;
    return { kind: 'answered', reply: { ...reply, status: statuses[one.id] ?? 200 } };
  };
  const provedRoutes = new Set<string>();
  const context = {
    sender: { sendWithRetries },
    operation: () => operation as unknown as Operation,
    operations: [operation],
    judge: () => ({ verdict: 'conforming', reason: null, findings: [], notes: [] }),
    routeProbe: { isRouteNotFound: () => Promise.resolve(false) },
    provedRoutes,
    concurrency: 4,
    exploreMs: 10_000,
    credentialName: () => 'CONTRACT_TOKEN',
    hasLoggedIn: () => false,
  } as unknown as RunContext;
  const judged = new Map<string, JudgedCase>();
  const { done, resultOf } = schedule(selected, unselected, context, (one: JudgedCase) => {
    keep();
    judged.set(one.case.id, one);
    return one;
  });
  const awaited = Promise.allSettled([...selected.map(({ id }) => resultOf(id)), resultOf('no such case')]);
  await done.catch(async (error: unknown) => {
    await awaited;
    throw error;
  });
  const results = await awaited;
  expect(results.map(({ status }) => status)).toEqual([...selected.map(() => 'fulfilled'), 'rejected']);
  return { judged, events, most, proved: [...provedRoutes] };
}

const before = (events: string[], a: string, b: string): boolean => events.indexOf(a) < events.indexOf(b);

describe('the scheduler', () => {
  test('waits for the replies to all probes before it sends any other case', async () => {
    const { events } = await run([caseOf('a'), probe('p'), caseOf('b'), probe('q')]);
    for (const other of ['a', 'b']) {
      expect(before(events, 'answer p', `send ${other}`)).toBe(true);
      expect(before(events, 'answer q', `send ${other}`)).toBe(true);
    }
  });

  test('sends comparisons after everything else', async () => {
    const { events } = await run([caseOf('c', { rule: 'default-applied' }), caseOf('a'), caseOf('b')]);
    expect(before(events, 'answer a', 'send c')).toBe(true);
    expect(before(events, 'answer b', 'send c')).toBe(true);
  });

  test('sends the reads before all other cases', async () => {
    const { events } = await run([caseOf('a'), plain('plain')]);
    expect(before(events, 'answer plain', 'send a')).toBe(true);
  });

  test('proves a route only by the plain request of its operation', async () => {
    const { proved } = await run([caseOf('a', { mayMissRoute: 'always' }), caseOf('b')]);
    expect(proved).toEqual([]);
    expect((await run([plain('plain')])).proved).toEqual(['GET /x']);
    const asSource = await run([dependent('one')], { unselected: [plain('plain')] });
    expect(asSource.events).toContain('answer plain');
    expect(asSource.proved).toEqual([]);
  });

  test('sends cases in the order of what they can find, one of each operation in turn', async () => {
    const { events } = await run([
      caseOf('explored', { origin: 'explored' }),
      caseOf('hostile', { origin: 'hostile' }),
      caseOf('invalid', { rule: 'invalid-input-rejected' }),
      caseOf('unknown', { rule: 'unknown-resource-rejected' }),
      probe('fixture'),
    ]);
    const sent = events.filter((event) => event.startsWith('send')).map((event) => event.replace('send ', ''));
    expect(sent).toEqual(['fixture', 'unknown', 'invalid', 'hostile', 'explored']);
  });

  test('sends no more cases at a time than configured', async () => {
    const { most } = await run(Array.from({ length: 20 }, (_, index) => caseOf(`case ${index}`)));
    expect(most).toBe(4);
  });

  test('sends nothing more if a result cannot be kept, and rejects all others', async () => {
    const events: string[] = [];
    const cases = Array.from({ length: 100 }, (_, index) => caseOf(`case ${index}`));
    const keep = () => {
      throw new Error('disk full');
    };
    await expect(run(cases, { events, keep })).rejects.toThrow('disk full');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(events.length).toBeLessThan(50);
  });

  test('sends explored cases of an operation one after the other', async () => {
    const { most } = await run(
      Array.from({ length: 5 }, (_, index) => caseOf(`case ${index}`, { origin: 'explored' })),
    );
    expect(most).toBe(1);
  });

  test.each([
    ['selected', (source: Case) => ({ selected: [source], unselected: [] })],
    ['not selected', (source: Case) => ({ selected: [], unselected: [source] })],
  ])('sends a read that is %s once', async (_what, place) => {
    const { selected, unselected } = place(plain('list'));
    const { judged, events } = await run([dependent('one'), ...selected], { unselected });
    expect(events.filter((event) => event === 'send list')).toHaveLength(1);
    expect(judged.has('list')).toBe(selected.length === 1);
  });

  test('does not send cases with a credential of which every probe was refused', async () => {
    const { judged, events } = await run([probe('p'), caseOf('a', { auth: 'token' }), caseOf('b')], {
      statuses: { p: 401 },
    });
    expect(judged.get('p')?.verdict.verdict).toBe('inconclusive');
    expect(judged.get('a')?.verdict).toMatchObject({ verdict: 'inconclusive', reason: 'CONTRACT_TOKEN was refused' });
    expect(events).not.toContain('send a');
    expect(judged.get('b')?.verdict.verdict).toBe('conforming');
  });

  test('confirms a refusal by repeating a probe', async () => {
    const { judged, events } = await run([probe('p'), caseOf('a', { auth: 'token' })], { statuses: { a: 403 } });
    expect(events.filter((event) => event === 'send p')).toHaveLength(2);
    expect(judged.get('a')?.verdict.verdict).toBe('conforming');
  });

  test.each([
    ['a fault of the contract', {}, 'broken', 'fault of the contract: broken'],
    [
      'missing variables',
      { missing: ['CONTRACT_B', 'CONTRACT_A'] },
      undefined,
      'CONTRACT_A is not set, CONTRACT_B is not set',
    ],
  ])('does not send a case with %s', async (_what, more, fault, reason) => {
    const { judged, events } = await run([caseOf('a', more)], fault === undefined ? {} : { fault });
    expect(judged.get('a')).toMatchObject({ sent: undefined, verdict: { verdict: 'not-judged', reason } });
    expect(events).toEqual([]);
  });
});
