import { createHash } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import type { Contract } from '../../contract/contract.ts';
import type { Parameter } from '../../contract/operations.ts';
import type { Case, Shrunk } from '../case.ts';
import { brokenValues } from '../derived/broken.ts';
import { isRead, type Start, variable, withValue } from '../derived/derivation.ts';
import { idStem } from '../derive.ts';
import { type Draft, requestOf } from '../draft.ts';
import { isOtherRoute } from '../url.ts';
import { legalValues } from './legal.ts';

/** What is drawn for one parameter; null leaves it out. */
interface Pick {
  value: string | string[] | null;
  isLegal: boolean;
}

type Draw = Pick[];

/** How much is explored. */
export interface Exploration {
  /** Runs for each operation. */
  runs: number;
  seed: number;
}

/** Most requests that the search for a smaller one may send. */
const MOST_SHRINKS = 100;

/**
 * Cases whose parameters are drawn from their schemas: legal, at the bounds, and illegal. The same seed draws the same
 * ones, and of each the same smaller ones.
 */
export function exploredCases(contract: Contract, starts: readonly Start[], { runs, seed }: Exploration): Case[] {
  return starts
    .filter(({ operation }) => isRead(operation) && variable(operation).length > 0)
    .flatMap((start) => {
      const draws = arbitraryOf(start);
      const stem = idStem(start.operation, contract);
      return fc.sample(draws, { seed, numRuns: runs }).map((draw, run): Case => {
        const made = { id: `${stem} › any › explored ${run}`, ...caseOf(start, draw) };
        return {
          ...made,
          shrink: (deviates) =>
            shrunk(draws, { seed, run }, (smaller) => ({ ...made, ...caseOf(start, smaller) }), deviates),
        };
      });
    });
}

/** A seed that is the same for the same operations. */
export function seedOf({ operations }: Contract): number {
  const asked = [...operations.values()].map(({ key, parameters }) => [key, parameters.map(({ name }) => name)]);
  return createHash('sha256').update(JSON.stringify(asked)).digest().readInt32BE() & 0x7fffffff;
}

function arbitraryOf({ operation, good }: Start): Arbitrary<Draw> {
  return fc.tuple(
    ...variable(operation).map((parameter) => picks(parameter, parameter.in === 'query' ? good.query : good.path)),
  );
}

/** The good request's own value first: it is what a draw shrinks to. */
function picks(parameter: Parameter, values: Draft['query']): Arbitrary<Pick> {
  const { name, schema, exploded, required } = parameter;
  const given = values[name];
  const base = given === undefined || given === null ? null : Array.isArray(given) ? given.map(String) : String(given);
  const legal = legalValues(schema, exploded);
  const broken = brokenValues(schema, exploded).map(({ value }) => value);
  const out =
    parameter.in === 'query' ? [{ arbitrary: fc.constant({ value: null, isLegal: !required }), weight: 1 }] : [];
  return fc
    .oneof(
      { withCrossShrink: true },
      { arbitrary: fc.constant<Pick>({ value: base, isLegal: base !== null || !required }), weight: 4 },
      ...out,
      ...(legal === undefined ? [] : [{ arbitrary: legal.map((value) => ({ value, isLegal: true })), weight: 4 }]),
      ...(broken.length === 0
        ? []
        : [{ arbitrary: fc.constantFrom(...broken).map((value) => ({ value, isLegal: false })), weight: 1 }]),
    )
    .filter(({ value }) => parameter.in === 'query' || (typeof value === 'string' && !isOtherRoute(value)));
}

function caseOf({ operation, good }: Start, draw: Draw): Omit<Case, 'id'> {
  const draft = variable(operation).reduce(
    (so, parameter, at) => withValue(so, parameter, draw[at]?.value ?? null),
    good,
  );
  const isLegal = draw.every((pick) => pick.isLegal);
  return {
    operation: operation.key,
    origin: 'explored',
    expected: isLegal ? ['2XX', '3XX', '4XX'] : ['4XX'],
    rule: isLegal ? 'no-server-error' : 'invalid-input-rejected',
    request: requestOf(operation, draft),
    expect: {},
    missing: good.missing,
    mayMissRoute: true,
  };
}

/** Looks for the smallest draw that still deviates, beginning with one that did. */
async function shrunk(
  draws: Arbitrary<Draw>,
  { seed, run }: { seed: number; run: number },
  caseFor: (draw: Draw) => Case,
  deviates: (smaller: Case) => Promise<boolean>,
): Promise<Shrunk> {
  let requests = 0;
  let smallest: Case | undefined;
  const property = fc.asyncProperty(draws, async (draw) => {
    if (requests >= MOST_SHRINKS) return true;
    requests++;
    const smaller = caseFor(draw);
    const holds = !(await deviates(smaller));
    if (!holds) smallest = smaller;
    return holds;
  });
  const { counterexamplePath } = await fc.check(property, { seed, path: String(run), numRuns: 1 });
  return { smallest, seed, path: counterexamplePath ?? String(run), requests };
}
