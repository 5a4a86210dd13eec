import { readFileSync } from 'node:fs';
import { checkerOf } from '../config/input.ts';
import { PROJECT } from '../config/project.ts';
import { Problem } from '../problem.ts';
import { isExpired } from '../waivers/waiver.ts';
import { contradictionOf, repeated } from './contradiction.ts';
import type { Line, NumberedLine, PlanLine } from './lines.ts';

const schemaAt = (name: string): object => JSON.parse(readFileSync(PROJECT + name, 'utf8')) as object;

const checkerFor = (part: string) =>
  checkerOf(
    { code: 'record', whole: 'the line', fix: '' },
    () => ({ $ref: part }),
    () => ({
      'contract.schema.json': schemaAt('contract.schema.json'),
      'record.schema.json': schemaAt('record.schema.json'),
    }),
  );

const CHECKERS: Readonly<Record<Line['type'], ReturnType<typeof checkerFor>>> = {
  plan: checkerFor('record.schema.json#/definitions/plan'),
  schema: checkerFor('record.schema.json#/definitions/schema'),
  case: checkerFor('contract.schema.json#/definitions/case'),
  coverage: checkerFor('record.schema.json#/definitions/coverage'),
  advice: checkerFor('contract.schema.json#/definitions/advice'),
  end: checkerFor('record.schema.json#/definitions/end'),
};

/**
 * Validates the lines of a record from disk against their schemas and each other. A run does not validate its own
 * record: that would take longer than everything else at its end.
 *
 * @param name file of the record
 * @throws Problem `record` with file and line
 */
export function validateRecord(lines: readonly NumberedLine[], name: string): void {
  const judged = new Set<string>();
  let plan: PlanLine | undefined;
  for (const { line, number } of lines) {
    const where = `${name}:${number}`;
    checkLine(line, where);
    const wrong = plan === undefined ? wrongPlan(line) : wrongAfter(plan, line, judged);
    if (wrong !== undefined) throw recordProblem(wrong, where);
    if (line.type === 'plan') plan = line;
    if (line.type === 'case') judged.add(line.id);
  }
  const end = lines.findIndex(({ line }) => line.type === 'end');
  const after = lines[end + 1];
  if (end !== -1 && after !== undefined) throw recordProblem('the line follows the end', `${name}:${after.number}`);
}

/** Validates one line. Suggestions are dropped: a record is not written by hand. */
function checkLine({ type, ...value }: Line, where: string): void {
  try {
    CHECKERS[type]({ name: where, value, lineAt: () => undefined });
  } catch (error) {
    throw error instanceof Problem ? recordProblem(error.message, where) : error;
  }
}

function wrongPlan(line: Line): string | undefined {
  if (line.type !== 'plan') return 'the record does not start with a plan';
  const twice = repeated(line.cases.map(({ id }) => id)) ?? repeated(line.operations.map(({ operation }) => operation));
  return twice === undefined ? undefined : `the plan has ${twice} twice`;
}

function wrongAfter(plan: PlanLine, line: Line, judged: ReadonlySet<string>): string | undefined {
  if (line.type === 'plan') return 'the record has a second plan';
  if (line.type !== 'case') return undefined;
  const { id } = line;
  if (judged.has(id)) return `${id} already has a verdict`;
  const holding = plan.waivers.filter((waiver) => !isExpired(waiver, plan.startedAt));
  const contradiction = contradictionOf(line, holding);
  return contradiction === undefined ? undefined : `${id} ${contradiction}`;
}

/** The Problem of a damaged line. Without the line its case has no verdict, and the run is inconclusive. */
export const recordProblem = (message: string, where: string): Problem =>
  new Problem({ code: 'record', message, where, fix: 'Run again, or delete the line: its case then has no verdict' });
