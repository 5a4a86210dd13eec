import pluralize from 'pluralize';
import { type Case, wantsSuccess } from '../cases/case.ts';
import type { Reply } from '../client/reply.ts';
import type { Config } from '../config/config.ts';
import { isObject } from '../contract/pointer.ts';
import type { Connection } from '../run/connection.ts';
import { identify, type Identities } from '../run/identities.ts';
import type { Plan } from '../run/prepare.ts';
import { createTarget, smoke } from '../run/target.ts';
import { bodyOf } from '../verdict/subject.ts';
import { clean } from '../report/clean.ts';
import type { Terminal } from '../report/console.ts';
import { wrapped } from '../report/wrapped.ts';
import { asProblem } from './unexpected.ts';

/** What a target is, which identities it takes, and what a run of it could prove, in about ten lines. */
export async function examine(
  config: Config,
  plan: Plan,
  connection: Connection,
  { columns }: Terminal,
): Promise<{ text: string; exitCode: 0 | 3 }> {
  const { client, baseUrl } = connection;
  const status = await smoke(client, baseUrl);
  const target = ['target', `${config.target.name} at ${baseUrl}: ${inWords(status)}`] as const;
  if (status.kind !== 'response') return { text: lines([target], columns), exitCode: 3 };
  const served = await client.ask({ method: 'GET', url: `${baseUrl}/api/docs/json`, headers: {} });
  const identities = await identify(
    config,
    baseUrl,
    (request) => client.ask(request),
    () => undefined,
  ).catch(asProblem);
  const isIn = !(identities instanceof Error);
  const asked = isIn ? await tryOut(plan, connection, identities, config) : [];
  const works = isIn && asked.every(({ reply }) => reply.kind === 'response' && reply.status < 300);
  const rows = [
    target,
    ['serves', servedContract(served)],
    ['contract', `${config.spec}: ${plan.contract.operations.size} operations${faults(plan)}`],
    ...(isIn ? identityLines(asked) : [['login', identities.line] as const]),
    ['rate limit', rateLimit(asked.map(({ reply }) => reply))],
    ['provable', provable(plan)],
    ...locked(plan),
    ['not asked', notAsked(plan)],
  ] as const;
  return { text: lines(rows, columns), exitCode: works ? 0 : 3 };
}

interface Tried {
  one: Case;
  reply: Reply;
}

/** Each fixture's request for success, by which its identity shows what it may read. */
async function tryOut(
  plan: Plan,
  { client, baseUrl }: Connection,
  identities: Identities,
  config: Config,
): Promise<Tried[]> {
  const target = createTarget(client, baseUrl, identities, config.faultHeader);
  const due = plan.cases.filter((one) => one.origin === 'fixture' && wantsSuccess(one) && one.missing.length === 0);
  const tried: Tried[] = [];
  for (const one of due) tried.push({ one, reply: await target.send(one.request) });
  return tried;
}

/** One line per kind of credentials: what it may read, and what was refused. */
function identityLines(tried: readonly Tried[]): (readonly [string, string])[] {
  const kinds = new Map<string, Tried[]>();
  for (const each of tried) {
    const auth = typeof each.one.request.auth === 'string' ? each.one.request.auth : 'bearer';
    kinds.set(auth, [...(kinds.get(auth) ?? []), each]);
  }
  if (kinds.size === 0) return [['identities', 'none is configured: set CONTRACT_TOKEN']];
  return [...kinds].map(([kind, all]) => {
    const told = all.map(
      ({ one, reply }) => `${one.operation} ${reply.kind === 'response' ? reply.status : reply.reason}`,
    );
    return [kind, told.join(', ')] as const;
  });
}

function servedContract(reply: Reply): string {
  const body = reply.kind === 'response' && reply.status === 200 ? bodyOf(reply) : undefined;
  if (body?.kind !== 'json' || !isObject(body.value))
    return `no OpenAPI document at /api/docs/json (${inWords(reply)})`;
  const { openapi, info, paths } = body.value;
  const { title, version } = isObject(info) ? info : {};
  const count = isObject(paths) ? Object.keys(paths).length : 0;
  return `${text(title)} ${text(version)}, OpenAPI ${text(openapi)}, ${count} paths; --spec served judges by it`;
}

function rateLimit(replies: readonly Reply[]): string {
  const limits = replies.flatMap((reply) =>
    reply.kind === 'response' ? (reply.headers.get('x-ratelimit-limit') ?? []) : [],
  );
  return limits.length === 0 ? 'none is announced' : `${[...new Set(limits)].join(', ')} requests a minute`;
}

function provable({ cases, operations }: Plan): string {
  const ready = cases.filter(({ missing }) => missing.length === 0);
  const cells = operations.reduce((sum, { responses }) => sum + responses.size, 0);
  const proved = new Set(ready.flatMap(cellsOf)).size;
  return `${proved} of ${cells} cells by what fixtures ask; ${ready.length} of ${cases.length} cases can be asked`;
}

/** Cells that a case asks for by name. */
const cellsOf = ({ origin, operation, expected }: Case): string[] =>
  origin === 'fixture' ? expected.map((status) => `${operation} ${status}`) : [];

/** The variables that would unlock each of the other cells, as few as will do. */
function locked({ cases }: Plan): (readonly [string, string])[] {
  const fewest = new Map<string, readonly string[]>();
  for (const one of cases) {
    for (const cell of cellsOf(one)) {
      const known = fewest.get(cell);
      if (known === undefined || one.missing.length < known.length) fewest.set(cell, one.missing);
    }
  }
  const unlocked = new Map<string, number>();
  for (const missing of fewest.values()) {
    const together = [...missing].sort().join(' + ');
    unlocked.set(together, (unlocked.get(together) ?? 0) + 1);
  }
  unlocked.delete('');
  const told = [...unlocked].map(([variables, count]) => `${variables} (${pluralize('cell', count, true)})`);
  return told.length === 0 ? [] : [['unlock', `set ${told.join(', ')}`]];
}

function notAsked({ excluded }: Plan): string {
  if (excluded.length === 0) return 'nothing is excluded';
  const shown = excluded.slice(0, 3).map(({ operation, reason }) => `${operation} (${reason})`);
  return `${excluded.length} operations: ${shown.join(', ')}${excluded.length > 3 ? ' …; --list shows all' : ''}`;
}

const faults = ({ contract }: Plan): string =>
  contract.faults.length === 0 ? '' : `, ${contract.faults.length} faults: ${contract.faults[0] ?? ''}`;

const inWords = (reply: Reply): string =>
  reply.kind === 'response' ? `answered ${reply.status} in ${reply.durationMs} ms` : reply.message;

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 60) : '?');

const lines = (rows: readonly (readonly [string, string])[], columns: number): string =>
  rows.map(([name, said]) => name.padEnd(12) + wrapped(clean(said), columns, 12)).join('\n');
