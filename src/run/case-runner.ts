import type { Case } from '../cases/case.ts';
import { fillFromAnswers, type FoundValues, valuesIn, wantedValues } from '../cases/resource-discovery.ts';
import type { CredentialCheck } from '../target/credential-check.ts';
import { credentialOf, refusedVerdict } from '../target/credential-refusals.ts';
import { type JudgedCase, unjudged } from '../verdict/judged-case.ts';
import { bodyOf } from '../verdict/subject.ts';
import type { RunContext } from './run-context.ts';

/** The cases of a run, and how they are executed. */
export interface Cases {
  selected: readonly Case[];
  /** Cases that are sent only as probes, or for the values in their answers. */
  unselected: readonly Case[];
  /** Probes that are under way, by their ids. */
  probes: ReadonlyMap<string, Promise<JudgedCase>>;
  execute(one: Case): Promise<JudgedCase>;
}

/** Runs each case once: in its turn, or earlier if another case needs values from its answer. */
export class CaseRunner {
  readonly #context: RunContext;
  readonly #credentials: CredentialCheck;
  readonly #execute: Cases['execute'];
  readonly #probes: Map<string, Promise<JudgedCase>>;
  readonly #selected: ReadonlySet<string>;
  readonly #byId: ReadonlyMap<string, Case>;
  readonly #wanted: ReturnType<typeof wantedValues>;
  readonly #values = new Map<string, Promise<FoundValues>>();
  /** Selected cases that were started before their turn. */
  readonly #early = new Map<string, Promise<JudgedCase>>();

  constructor({ selected, unselected, probes, execute }: Cases, credentials: CredentialCheck, context: RunContext) {
    const all = [...selected, ...unselected];
    this.#context = context;
    this.#credentials = credentials;
    this.#execute = execute;
    this.#probes = new Map(probes);
    this.#selected = new Set(selected.map(({ id }) => id));
    this.#byId = new Map(all.map((one) => [one.id, one]));
    this.#wanted = wantedValues(all);
  }

  /** The result of a case. */
  run(one: Case): Promise<JudgedCase> {
    const begun = this.#early.get(one.id);
    this.#early.delete(one.id);
    return begun ?? this.#start(one);
  }

  #start(one: Case): Promise<JudgedCase> {
    const judged = this.#judged(one);
    const parameters = this.#wanted.get(one.id);
    if (parameters !== undefined) {
      const values = judged.then((each) => valuesIn(successBody(each), parameters));
      values.catch(() => undefined);
      this.#values.set(one.id, values);
    }
    return judged;
  }

  #valuesOf(id: string): Promise<FoundValues> | undefined {
    const source = this.#byId.get(id);
    if (!this.#values.has(id) && source !== undefined) {
      const judged = this.#start(source);
      if (this.#selected.has(id)) this.#early.set(id, judged);
    }
    return this.#values.get(id);
  }

  async #judged(one: Case): Promise<JudgedCase> {
    const probe = this.#probes.get(one.id);
    // Its body is not needed once it is settled.
    this.#probes.delete(one.id);
    if (probe !== undefined) return this.#credentials.settled(await probe);
    const operation = this.#context.operation(one);
    if (operation.fault !== undefined) return unsent(one, `fault of the contract: ${operation.fault}`);
    if (one.missing.length > 0) return unsent(one, missingVariables(one));
    if ((await this.#credentials.refused).has(credentialOf(one))) {
      return { case: one, sent: undefined, verdict: refusedVerdict(one, this.#context) };
    }
    const { filled, notes } = await fillFromAnswers(one, operation, (id) => this.#valuesOf(id));
    const judged = await this.#execute(filled);
    const { verdict } = judged;
    return this.#credentials.confirmed({
      ...judged,
      verdict: { ...verdict, notes: [...verdict.notes, ...notes] },
    });
  }
}

const unsent = (one: Case, reason: string): JudgedCase => ({
  case: one,
  sent: undefined,
  verdict: unjudged('not-judged', reason),
});

const missingVariables = ({ missing }: Case): string =>
  [...missing]
    .sort()
    .map((name) => `${name} is not set`)
    .join(', ');

/** The JSON body of a successful answer. */
function successBody({ sent }: JudgedCase): unknown {
  const reply = sent?.kind === 'answered' ? sent.reply : undefined;
  if (reply?.kind !== 'response' || reply.status !== 200) return undefined;
  const body = bodyOf(reply);
  return body.kind === 'json' ? body.value : undefined;
}
