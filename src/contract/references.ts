import { dirname, resolve } from 'node:path';
import { Problem } from '../problem.ts';
import { isObject, member, toPointer, toTokens, valueAt } from './pointer.ts';
import type { ContractSource } from './sources.ts';

/** A `$ref` split into the document it names and the pointer within. */
interface Target {
  source: ContractSource | undefined;
  pointer: string;
}

/**
 * Makes a copy of a document in which every `$ref` means the same to every reader: OpenAPI 3.0 ignores the siblings of
 * a `$ref` (3.0.3, Reference Object), so they are taken out.
 *
 * @throws Problem `dangling-ref` or `outside-ref` for a `$ref` that leads nowhere, or out of the contract's folder
 */
export function withPlainReferences(source: ContractSource, all: readonly ContractSource[]): unknown {
  const copy = (value: unknown, tokens: readonly (string | number)[]): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => copy(item, [...tokens, index]));
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    const { $ref } = value;
    if (typeof $ref === 'string') {
      checkReference($ref, source, all, toPointer(tokens));
      return { $ref };
    }
    return Object.fromEntries(entries.map(([key, child]) => [key, copy(child, [...tokens, key])]));
  };
  return copy(source.value, []);
}

function checkReference($ref: string, source: ContractSource, all: readonly ContractSource[], at: string): void {
  const { source: target, pointer } = resolveReference($ref, source, all);
  const problem = (code: string, message: string, fix: string) =>
    new Problem({ code, message, where: `${source.name}:${source.lineAt(at)}`, fix });
  if (target === undefined) {
    throw problem(
      'outside-ref',
      `$ref ${JSON.stringify($ref)} leads out of the contract's documents`,
      'Bring what it names into the folder of the contract; nothing else is read',
    );
  }
  if (followed(target, pointer, all) === undefined) {
    throw problem('dangling-ref', `$ref ${JSON.stringify($ref)} leads nowhere`, 'Add what it names, or mend the $ref');
  }
}

/** The document and pointer that a `$ref` in `from` names; no document where it is none of the contract's. */
export function resolveReference($ref: string, from: ContractSource, all: readonly ContractSource[]): Target {
  const [file = '', fragment = ''] = $ref.split('#', 2);
  const pointer = /%[0-9a-f]{2}/i.test(fragment) ? decodeURIComponent(fragment) : fragment;
  if (file === '') return { source: from, pointer };
  const location = /^\w+:/.test(file) ? file : resolve(dirname(from.location), file);
  return { source: all.find((source) => source.location === location), pointer };
}

/** The value at a pointer, through the `$ref`s on the way. */
function followed(source: ContractSource, pointer: string, all: readonly ContractSource[]): unknown {
  const { source: end, pointer: last } = place(source, pointer, all);
  return valueAt(end.value, last);
}

/** A place in the text of a contract. */
export interface Place {
  source: ContractSource;
  /** JSON pointer into the text, as written: it passes through no `$ref`. */
  pointer: string;
}

/** Longest chain of `$ref`s that is followed; a longer one is a loop. */
const LONGEST_CHAIN = 100;

/**
 * Where the text of a contract says what stands at a pointer of its dereferenced form: every `$ref` on the way, but
 * not one at the end, has been followed.
 */
export function place(source: ContractSource, pointer: string, all: readonly ContractSource[], hops = 0): Place {
  let at: Place = { source, pointer: '' };
  let value: unknown = source.value;
  for (const token of toTokens(pointer)) {
    while (isObject(value) && typeof value.$ref === 'string' && hops++ < LONGEST_CHAIN) {
      const target = resolveReference(value.$ref, at.source, all);
      if (target.source === undefined) return at;
      at = place(target.source, target.pointer, all, hops);
      value = valueAt(at.source.value, at.pointer);
    }
    at = { source: at.source, pointer: at.pointer + toPointer([token]) };
    value = member(value, token);
  }
  return at;
}
