import { Problem } from '../problem.ts';
import { toPointer } from './pointer.ts';

/** A value on the path, with its own name, and the names of its members that have not been visited. */
interface Step {
  value: object;
  token: string;
  rest: string[];
}

/** Maximum nesting of a document, because functions that process it are recursive. */
const MAX_LEVELS = 1000;

/**
 * Rejects an anchor that contains an alias of itself (YAML 1.2.2, section 7.1), and excessive nesting. Every value is
 * visited once, however often aliases repeat it.
 *
 * @throws Problem `yaml`, or `nesting`
 */
export function assertSound(name: string, root: unknown, lineAt: (pointer: string) => number): void {
  if (typeof root !== 'object' || root === null) return;
  const done = new Set<object>();
  const path: Step[] = [stepInto(root, '')];
  const open = new Set<object>([root]);
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const token = step.rest.pop();
    if (token === undefined) {
      done.add(step.value);
      open.delete(step.value);
      path.pop();
      continue;
    }
    const child: unknown = (step.value as Record<string, unknown>)[token];
    if (typeof child !== 'object' || child === null || done.has(child)) continue;
    if (open.has(child)) throw cyclic(name, lineAt(toPointer([...path.slice(1).map((each) => each.token), token])));
    if (path.length >= MAX_LEVELS) throw tooDeep(name);
    open.add(child);
    path.push(stepInto(child, token));
  }
}

const stepInto = (value: object, token: string): Step => ({ value, token, rest: Object.keys(value) });

/** Rejects excessive nesting in a value that contains no value twice, as JSON. */
export function assertShallow(name: string, value: unknown, level = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (level >= MAX_LEVELS) throw tooDeep(name);
  for (const child of Object.values(value)) assertShallow(name, child, level + 1);
}

const cyclic = (name: string, line: number): Problem =>
  new Problem({
    code: 'yaml',
    message: 'an anchor contains an alias of itself',
    where: `${name}:${line}`,
    fix: 'Use a $ref for a recursive schema',
  });

const tooDeep = (name: string): Problem =>
  new Problem({
    code: 'nesting',
    message: `is nested more than ${MAX_LEVELS} levels deep`,
    where: name,
    fix: 'Move nested parts elsewhere and use $ref',
  });
