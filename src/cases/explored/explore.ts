import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc, { type Arbitrary } from 'fast-check';
import type { Contract } from '../../contract/contract.ts';
import type { Parameter } from '../../contract/operations.ts';
import type { Case, Shrunk } from '../case.ts';
import { brokenValues } from '../derived/broken.ts';
import { isRead, type Start, variable } from '../derived/derivation.ts';
import { idStem } from '../derive.ts';
import { requestOf } from '../draft.ts';
import { openParameters } from '../open-parameters.ts';
import type { Draft } from '../request.ts';
import { isOtherRoute, textOf } from '../url.ts';
import { legalValues } from './legal.ts';

/** The value drawn for a parameter; null omits it. */
interface Drawn {
  value: string | string[] | null;
  isLegal: boolean;
}

type Draw = Drawn[];

/** The amount of exploration. */
export interface Sampling {
  /** Cases per operation. */
  runs: number;
  seed: number;
}

/** Maximum number of requests in the search for a smaller case. */
const MAX_SHRINKS = 100;

/** Maximum number of draws of that search, many of which make the same request. */
const MAX_STEPS = 5000;

const STEPS_WITHOUT_PAUSE = 50;

/**
 * Makes cases whose parameters are drawn from their schemas: legal values, bounds, and illegal values. The same seed
 * draws the same cases, and the same smaller ones. A request that is drawn again is omitted.
 */
export function exploredCases(contract: Contract, starts: readonly Start[], { runs, seed }: Sampling): Case[] {
  return starts
    .filter(({ operation }) => isRead(operation) && variable(operation).length > 0)
    .flatMap((start) => {
      const draws = arbitraryOf(start);
      const stem = idStem(start.operation, contract);
      const urls = new Set<string>();
      return fc.sample(draws, { seed, numRuns: runs }).flatMap((draw, run): Case[] => {
        const made = { id: `${stem} › any › explored ${run}`, ...caseOf(start, draw) };
        if (urls.has(made.request.url)) return [];
        urls.add(made.request.url);
        const shrink: Case['shrink'] = (deviates) =>
          shrunk(draws, { seed, run }, (smaller) => ({ ...made, ...caseOf(start, smaller) }), deviates);
        return [{ ...made, shrink }];
      });
    });
}

/** A seed that depends only on the operations of the contract. */
export function seedOf({ operations }: Contract): number {
  const inputs = [...operations.values()].map(({ key, parameters }) => [key, parameters.map(({ name }) => name)]);
  return createHash('sha256').update(JSON.stringify(inputs)).digest().readInt32BE() & 0x7fffffff;
}

/**
 * Draws, for each parameter, whether to change it, and its value. A draw shrinks to the values of the good request
 * first, one parameter at a time, and then within the drawn values.
 */
function arbitraryOf({ operation, good }: Start): Arbitrary<Draw> {
  const parameters = variable(operation).map((parameter) => {
    const base = baseOf(parameter, parameter.in === 'query' ? good.query : good.path);
    const drawn = picks(parameter);
    const isDrawn = drawn === undefined ? fc.constant(false) : isSent(parameter, base) ? DRAWN : fc.constant(true);
    return { base, drawn: drawn ?? fc.constant(base), isDrawn };
  });
  return fc
    .tuple(fc.tuple(...parameters.map(({ isDrawn }) => isDrawn)), fc.tuple(...parameters.map(({ drawn }) => drawn)))
    .map(([areDrawn, drawn]) =>
      parameters.map(({ base }, at): Drawn => (areDrawn[at] === true ? (drawn[at] ?? base) : base)),
    );
}

/** Whether to change a parameter: true in three of five draws. */
const DRAWN = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constant(false), weight: 2 },
  { arbitrary: fc.constant(true), weight: 3 },
);

/** The value of the good request. */
function baseOf({ name, required }: Parameter, values: Draft['query']): Drawn {
  const given = values[name];
  const value = given === undefined || given === null ? null : Array.isArray(given) ? given.map(String) : textOf(given);
  return { value, isLegal: value !== null || !required };
}

/** Other values of a parameter: omitted, legal, and illegal; undefined if none can be drawn. */
function picks(parameter: Parameter): Arbitrary<Drawn> | undefined {
  const { schema, exploded, required } = parameter;
  const legal = legalValues(schema, exploded);
  const broken = brokenValues(schema, exploded).map(({ value }) => value);
  const choices = [
    ...(parameter.in === 'query'
      ? [{ arbitrary: fc.constant<Drawn>({ value: null, isLegal: !required }), weight: 1 }]
      : []),
    ...(legal === undefined ? [] : [{ arbitrary: legal.map((value): Drawn => ({ value, isLegal: true })), weight: 4 }]),
    ...(broken.length === 0
      ? []
      : [{ arbitrary: fc.constantFrom(...broken).map((value): Drawn => ({ value, isLegal: false })), weight: 1 }]),
  ];
  if (choices.length === 0) return undefined;
  return fc.oneof({ withCrossShrink: true }, ...choices).filter((pick) => isSent(parameter, pick));
}

/** True if the path with this value still leads to the operation. */
const isSent = ({ in: location }: Parameter, { value }: Drawn): boolean =>
  location === 'query' || (typeof value === 'string' && !isOtherRoute(value));

function caseOf(start: Start, draw: Draw): Omit<Case, 'id'> {
  const { operation, good } = start;
  const draft = { ...good, path: { ...good.path }, query: { ...good.query } };
  for (const [at, { in: location, name }] of variable(operation).entries()) {
    const value = draw[at]?.value ?? null;
    if (location === 'query') draft.query[name] = value;
    else draft.path[name] = value as string;
  }
  const isLegal = draw.every((pick) => pick.isLegal);
  return {
    operation: operation.key,
    origin: 'explored',
    expected: isLegal ? ['2XX', '3XX', '4XX'] : ['4XX'],
    rule: isLegal ? 'no-server-error' : 'invalid-input-rejected',
    request: requestOf(operation, draft),
    expect: {},
    missing: good.missing,
    mayMissRoute: 'always',
    ...openParameters(start, draft),
  };
}

/** Searches for the smallest draw that deviates, starting with one that did. */
async function shrunk(
  draws: Arbitrary<Draw>,
  { seed, run }: { seed: number; run: number },
  caseFor: (draw: Draw) => Case,
  deviates: (smaller: Case) => Promise<boolean>,
): Promise<Shrunk> {
  const deviating = new Map<string, boolean>();
  let steps = 0;
  let smallest: Case | undefined;
  const property = fc.asyncProperty(draws, async (draw) => {
    if (steps++ >= MAX_STEPS) return true;
    // Without a pause, the search would block timers and signals.
    if (steps % STEPS_WITHOUT_PAUSE === 0) await nextTurn();
    const smaller = caseFor(draw);
    const { url } = smaller.request;
    const isNew = !deviating.has(url);
    if (isNew && deviating.size >= MAX_SHRINKS) return true;
    if (isNew) deviating.set(url, await deviates(smaller));
    if (deviating.get(url) === true) smallest = smaller;
    return deviating.get(url) !== true;
  });
  const { counterexamplePath } = await fc.check(property, { seed, path: String(run), numRuns: 1 });
  return {
    smallest,
    seed,
    path: counterexamplePath ?? String(run),
    isSmallest: steps < MAX_STEPS && deviating.size < MAX_SHRINKS,
  };
}
