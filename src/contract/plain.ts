import { Problem } from '../problem.ts';
import type { Operation } from './operations.ts';
import { isObject, toPointer, valueAt } from './pointer.ts';
import { followed, resolveReference } from './references.ts';
import type { ContractSource } from './sources.ts';

/** Where a copy stands: its pointer in the text, and the pointer that a `$ref` beginning with `#` starts from. */
interface Position {
  tokens: readonly (string | number)[];
  base: string;
}

/**
 * Makes a copy of a document in which every `$ref` means the same to every reader. OpenAPI 3.0 ignores the siblings of a
 * `$ref` (3.0.3, Reference Object), so they are taken out; in 3.1 both apply, so they are joined by `allOf`, and a `$ref`
 * within a schema that has an `$id` starts from that schema (JSON Schema Core 2020-12, section 8.2). A discriminator is
 * given the names of its branches, which dereferencing would lose.
 *
 * A `$ref` that leads nowhere, or out of the contract's documents, is replaced by a mark.
 *
 * @param faults takes a Problem `dangling-ref` or `outside-ref` for every mark
 */
export function withPlainReferences(
  source: ContractSource,
  all: readonly ContractSource[],
  version: Operation['version'],
  faults: Problem[],
): unknown {
  const copies = new Map<string, Map<object, unknown>>();
  const path = new Set<object>();
  /** An anchor's value is copied once, however often it is used. */
  const copy = (value: unknown, at: Position): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = copies.get(at.base) ?? new Map<object, unknown>();
    copies.set(at.base, known);
    if (known.has(value)) return known.get(value);
    if (path.has(value)) throw cyclic(source, toPointer(at.tokens));
    path.add(value);
    const copied = copyNode(value, at);
    path.delete(value);
    known.set(value, copied);
    return copied;
  };
  const copyNode = (value: object, at: Position): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => copy(item, { ...at, tokens: [...at.tokens, index] }));
    if (!isObject(value)) return value;
    const base = version === '3.1' && typeof value.$id === 'string' ? toPointer(at.tokens) : at.base;
    const members = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, copy(value[name], { tokens: [...at.tokens, name], base })]));
    const names = Object.keys(value).filter((name) => name !== '$id' || version === '3.0');
    if (typeof value.$ref !== 'string') return withBranchNames(members(names), value);
    const $ref = value.$ref.startsWith('#/') ? `#${base}${value.$ref.slice(1)}` : value.$ref;
    const fault = faultOf($ref, source, all, toPointer(at.tokens));
    if (fault !== undefined) {
      faults.push(fault);
      return { [FAULT]: fault.line };
    }
    const rest = names.filter((name) => !['$ref', 'summary', 'description'].includes(name));
    if (version === '3.0' || rest.length === 0) return { $ref };
    const { allOf, ...siblings } = members(rest);
    return { ...siblings, allOf: [{ $ref }, ...(Array.isArray(allOf) ? (allOf as unknown[]) : [])] };
  };
  return copy(source.value, { tokens: [], base: '' });
}

const cyclic = (source: ContractSource, at: string): Problem =>
  new Problem({
    code: 'yaml',
    message: 'an anchor contains an alias of itself',
    where: `${source.name}:${source.lineAt(at)}`,
    fix: 'Use a $ref for what contains itself',
  });

function faultOf(
  $ref: string,
  source: ContractSource,
  all: readonly ContractSource[],
  at: string,
): Problem | undefined {
  const { source: target, pointer } = resolveReference($ref, source, all);
  const problem = (code: string, message: string, fix: string) =>
    new Problem({ code, message, where: `${source.name}:${source.lineAt(at)}`, fix });
  if (target === undefined) {
    return problem(
      'outside-ref',
      `$ref ${JSON.stringify($ref)} leads out of the contract's documents`,
      'Bring what it names into the folder of the contract; nothing else is read',
    );
  }
  if (followed(target, pointer, all) === undefined) {
    return problem('dangling-ref', `$ref ${JSON.stringify($ref)} leads nowhere`, 'Add what it names, or mend the $ref');
  }
  return undefined;
}

/** Stands in the place of a `$ref` that cannot be followed, with what is wrong. */
const FAULT = 'x-contract-fault';

/** What is wrong with the first `$ref` within a dereferenced value that could not be followed. */
export function firstFault(root: unknown): string | undefined {
  const seen = new Set<unknown>();
  const open = [root];
  for (let value = open.pop(); open.length > 0 || value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (FAULT in value) return String(value[FAULT]);
    for (const child of Object.values(value) as unknown[]) if (child !== undefined) open.push(child);
  }
  return undefined;
}

/** A branch goes by the last part of its `$ref`, and by every name that `mapping` gives it. */
function withBranchNames(
  copied: Record<string, unknown>,
  { discriminator, oneOf, anyOf }: Record<string, unknown>,
): unknown {
  const branches = Array.isArray(oneOf) ? oneOf : anyOf;
  if (!isObject(discriminator) || !Array.isArray(branches)) return copied;
  const mapping = isObject(discriminator.mapping) ? Object.entries(discriminator.mapping) : [];
  const branchNames = branches.map((branch: unknown) => {
    const $ref = valueAt(branch, '/$ref');
    if (typeof $ref !== 'string') return [];
    const name = $ref.split('/').at(-1) ?? '';
    const mapped = mapping.filter(([, target]) => target === $ref || target === name).map(([value]) => value);
    return [...new Set([name, ...mapped])];
  });
  return { ...copied, discriminator: { ...discriminator, branchNames } };
}
