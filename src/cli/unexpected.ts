import { Problem } from '../problem.ts';

/** One line for whatever was thrown: a Problem's own, or for anything else that the suite itself failed, and where. */
export function lineOf(error: unknown): string {
  return error instanceof Problem ? error.line : asProblem(error).line;
}

/** What nobody expected, as a Problem with the code `internal`. Only the name of the error is told, and its place. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { name, code } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { name: typeof error, code: undefined };
  const frame = error instanceof Error ? /\/(src\/[\w./-]+\.ts)/.exec(error.stack ?? '')?.[1] : undefined;
  return new Problem({
    code: 'internal',
    message: `the suite itself failed (${[name, code].filter((part) => part !== undefined).join(' ')})`,
    where: frame ?? 'src',
    fix: 'Report this with the command that led to it; nothing of this run can be relied on',
  });
}
