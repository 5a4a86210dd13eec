/** The fields of a {@link Problem}. */
export interface ProblemDetails {
  /** Permanent kebab-case name of the kind of problem. */
  code: string;
  /** What is wrong, without the final period. Never contains a secret or a part of a response body. */
  message: string;
  /** File and line, environment variable or option to change. */
  where: string;
  /** The next step, as an instruction without the final period. */
  fix: string;
  /** 2 if the suite or its input is wrong, 3 if the target cannot be judged. */
  exitCode?: 2 | 3;
}

/**
 * The error that ends a command: the suite or its input is wrong, or the target is not available. A wrong response is a
 * finding, which is returned.
 */
export class Problem extends Error implements ProblemDetails {
  readonly code: string;
  readonly where: string;
  readonly fix: string;
  readonly exitCode: 2 | 3;

  constructor({ code, message, where, fix, exitCode = 2 }: ProblemDetails) {
    super(message);
    this.name = 'Problem';
    this.code = code;
    this.where = where;
    this.fix = fix;
    this.exitCode = exitCode;
    this.stack = `${this.name}: ${this.line}`;
  }

  /** The printed line: place, message, fix and code. */
  get line(): string {
    const period = /[.?!…]$/.test(this.fix) ? '' : '.';
    return `${this.where}: ${this.message}. ${this.fix}${period} [${this.code}]`;
  }
}
