import type { Case } from '../cases/case.ts';
import { configuredCredentials } from '../client/credentials.ts';
import { TOKEN_VARIABLES } from '../config/credentials.ts';
import type { Config } from '../config/config.ts';

/** Shortest value of a variable that is replaced wherever it occurs. */
const SHORTEST = 3;

/** The values of the variables of both servers. */
export class Variables {
  readonly #values: readonly [a: Config['variables'], b: Config['variables']];
  readonly #available: ReadonlySet<unknown>;

  constructor(a: Config, b: Config) {
    this.#values = [a.variables, b.variables];
    this.#available = configuredCredentials(b).available;
  }

  /** A variable that the case needs and that is set for a only. */
  missing({ request: { auth }, given = [] }: Case): string | undefined {
    const isConfigured = typeof auth === 'string' && auth in TOKEN_VARIABLES;
    if (isConfigured && !this.#available.has(auth)) return TOKEN_VARIABLES[auth as keyof typeof TOKEN_VARIABLES];
    return given.find((name) => this.#valuesOf(name)?.[1] === undefined && this.#valuesOf(name) !== undefined);
  }

  /**
   * A text with the values of b in place of those of a.
   *
   * @param names variables whose values the text may contain
   */
  inTextOfB(text: string, names: readonly string[]): string {
    const whole = names.find((name) => this.#valuesOf(name)?.[0] === text) ?? this.#named(text);
    if (whole !== undefined) return this.#valuesOf(whole)?.[1] ?? text;
    return names.reduce((before, name) => {
      const [a, b] = this.#valuesOf(name) ?? [];
      return a === undefined || b === undefined || a.length < SHORTEST ? before : before.replaceAll(a, b);
    }, text);
  }

  /** The values of a variable on both sides; undefined if it is not set for a. */
  #valuesOf(name: string): readonly [string, string | undefined] | undefined {
    const key = name.replace(/^CONTRACT_/, '');
    const [a, b] = this.#values.map((values) => values[key]);
    return a === undefined ? undefined : [a, b];
  }

  /** The variable with a value; undefined if there is none, or the value is too short to be only one thing. */
  #named(value: string): string | undefined {
    if (value.length < SHORTEST) return undefined;
    const [ofA] = this.#values;
    return Object.keys(ofA).find((name) => ofA[name] === value);
  }
}
