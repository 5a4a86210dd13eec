import { Problem } from '../problem.ts';

/** One line for anything that was thrown: the line of a Problem, otherwise an internal error with its place. */
export function lineOf(error: unknown): string {
  return error instanceof Problem ? error.line : asProblem(error).line;
}

/** The innermost place in the suite: in its sources, or in the bundle of the package or of a clone. */
const FRAME = /\/((?:src\/[\w./-]+\.ts|(?:dist\/esm|\.bundle\/\w+)\/[\w-]+\.js):\d+:\d+)/;

/** Converts an unexpected error to a Problem `internal`, with only the name and the place of the error. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { name, code } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { name: typeof error, code: undefined };
  const frame = error instanceof Error ? FRAME.exec(error.stack ?? '')?.[1] : undefined;
  return new Problem({
    code: 'internal',
    message: `the suite itself failed (${[name, code].filter((part) => part !== undefined).join(' ')})`,
    where: frame ?? 'src',
    fix: 'Report this error with the command that caused it; the result of this run is not reliable',
  });
}
