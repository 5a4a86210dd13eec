import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';

/** How something that bootstrap made is deleted. */
export interface Removal {
  path: string;
  /** The organization that it belongs to, if it is not the first one. */
  organizationId?: string;
}

/** A resource that bootstrap made. */
export interface Made {
  what: string;
  removal: Removal;
}

type Line =
  | { type: 'bootstrap'; baseUrl: string }
  /** The first administrator is about to be made. */
  | { type: 'login'; email: string; password: string }
  /** Something was made. */
  | ({ type: 'made' } & Made)
  /** A unit is complete; `values` are those that other units need. */
  | { type: 'done'; unit: string; values: Readonly<Record<string, string>> }
  /** A unit cannot be made on this server. */
  | { type: 'refused'; unit: string };

/** The unit of the first administrator and organization. */
export const ADMINISTRATOR = 'administrator';

/** What bootstrap made on a server, in a file beside that with the credentials. */
export class BootstrapState {
  readonly #file: string;
  #lines: Line[];

  /**
   * Reads the state of an earlier bootstrap, if there is one.
   *
   * @throws Problem `bootstrap-state` if it is damaged, or of another server
   */
  constructor(file: string, baseUrl: string) {
    this.#file = file;
    this.#lines = existsSync(file) ? linesOf(file) : [];
    const [head] = this.#lines;
    if (head === undefined || (head.type === 'bootstrap' && head.baseUrl === baseUrl)) return;
    const other = head.type === 'bootstrap' ? head.baseUrl : 'an unknown server';
    const fix = 'Choose another --target, or remove the file if that server is gone';
    throw problem(file, `is of ${other}, not of ${baseUrl}`, fix);
  }

  /** True if an earlier bootstrap has begun. */
  get isBegun(): boolean {
    return this.#lines.length > 0;
  }

  /** Begins the file. */
  begin(baseUrl: string): void {
    if (!this.isBegun) this.#add({ type: 'bootstrap', baseUrl });
  }

  /** The values of all units that are complete. */
  get known(): Record<string, string> {
    const values = this.#lines.map((line) => (line.type === 'done' ? line.values : {}));
    return Object.assign({}, ...values) as Record<string, string>;
  }

  /** The login of the administrator that bootstrap made, or may have made. */
  get login(): { email: string; password: string } | undefined {
    return this.#lines.find((line) => line.type === 'login');
  }

  /** Must be called before the administrator is made. */
  willMake({ email, password }: { email: string; password: string }): void {
    if (this.login === undefined) this.#add({ type: 'login', email, password });
  }

  isDone(unit: string): boolean {
    return this.#lines.some((line) => line.type === 'done' && line.unit === unit);
  }

  /** True for a unit that is complete, or that the server refused. */
  isSettled(unit: string): boolean {
    return this.isDone(unit) || this.#lines.some((line) => line.type === 'refused' && line.unit === unit);
  }

  made(made: Made): void {
    this.#add({ type: 'made', ...made });
  }

  done(unit: string, values: Readonly<Record<string, string>>): void {
    this.#add({ type: 'done', unit, values });
  }

  refused(unit: string): void {
    if (!this.isSettled(unit)) this.#add({ type: 'refused', unit });
  }

  /** What was made, the latest first. */
  get removals(): Made[] {
    return this.#lines.flatMap((line) => (line.type === 'made' ? [line] : [])).reverse();
  }

  /** Records that something was deleted. */
  removed({ removal }: Made): void {
    this.#replace(this.#lines.filter((line) => line.type !== 'made' || line.removal.path !== removal.path));
  }

  /** Marks units as incomplete. */
  undo(units: readonly string[]): void {
    const isKept = (line: Line) => !('unit' in line) || !units.includes(line.unit);
    if (!this.#lines.every(isKept)) this.#replace(this.#lines.filter(isKept));
  }

  /** Forgets everything, because the server has no data any more. */
  forget(): void {
    this.#replace([]);
  }

  #add(line: Line): void {
    this.#lines.push(line);
    appendFileSync(this.#file, textOf([line]), { mode: 0o600 });
  }

  #replace(lines: Line[]): void {
    this.#lines = lines;
    const part = `${this.#file}.part`;
    writeFileSync(part, textOf(lines), { mode: 0o600 });
    renameSync(part, this.#file);
  }
}

const textOf = (lines: readonly Line[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

function linesOf(file: string): Line[] {
  const texts = readFileSync(file, 'utf8').split('\n');
  // The last line is incomplete if the process was killed while it was written.
  if (texts.pop() !== '') writeFileSync(file, texts.map((line) => `${line}\n`).join(''));
  const lines = texts.map(parsed);
  if (lines.every(isLine)) return lines;
  throw problem(file, 'is damaged', 'Remove it, and start from an empty server');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The properties of each kind of line that are texts. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  bootstrap: ['baseUrl'],
  login: ['email', 'password'],
  made: ['what'],
  done: ['unit'],
  refused: ['unit'],
};

function isLine(line: unknown): line is Line {
  if (!isObject(line)) return false;
  const { type, removal, values } = line;
  const areTexts = TEXTS[String(type)]?.every((name) => typeof line[name] === 'string') === true;
  if (type === 'made') return areTexts && isObject(removal) && typeof removal.path === 'string';
  return (
    areTexts &&
    (type !== 'done' || (isObject(values) && Object.values(values).every((each) => typeof each === 'string')))
  );
}

const problem = (file: string, message: string, fix: string): Problem =>
  new Problem({ code: 'bootstrap-state', message, where: basename(file), fix });
