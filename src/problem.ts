/** What a {@link Problem} tells besides its message. */
export interface ProblemDetails {
  /** Permanent kebab-case name of the kind of problem. */
  code: string;
  /** What is wrong: one sentence without the closing full stop. Never a secret, never a part of a response body. */
  message: string;
  /** File and line, environment variable or option that is to be changed. */
  where: string;
  /** The next step, as an instruction without the closing full stop. */
  fix: string;
  /** 2 where the suite or its input is wrong, 3 where the target cannot be judged just now. */
  exitCode?: 2 | 3;
}

/**
 * The only thing this project throws on purpose: the suite or its input is wrong, or nothing can be asked.
 * A target that is wrong is a finding, which is a value.
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

  /** The one line a person reads: where, what, and what to do. */
  get line(): string {
    const stop = /[.?!…]$/.test(this.fix) ? '' : '.';
    return `${this.where}: ${this.message}. ${this.fix}${stop} [${this.code}]`;
  }
}
