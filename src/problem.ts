/** The fields of a {@link Problem}. */
export interface ProblemDetails {
  /** Permanent kebab-case name of the kind of problem. */
  code: string;
  /** What is wrong, without the closing full stop. Never contains a secret or a part of a response body. */
  message: string;
  /** File and line, environment variable or option to change. */
  where: string;
  /** The next step, as an instruction without the closing full stop. */
  fix: string;
  /** 2 where the suite or its input is wrong, 3 where the target cannot be judged. */
  exitCode?: 2 | 3;
}

/**
 * The only error that is thrown on purpose: the suite or its input is wrong, or the target is not available. A wrong
 * response is a finding, which is a value.
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

  /** The line that is printed: where, what, and what to do. */
  get line(): string {
    const stop = /[.?!…]$/.test(this.fix) ? '' : '.';
    return `${this.where}: ${this.message}. ${this.fix}${stop} [${this.code}]`;
  }
}
