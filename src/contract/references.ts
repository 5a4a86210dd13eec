import { dirname, resolve } from 'node:path';
import { unescape } from 'node:querystring';
import { isObject, member, toPointer, toTokens, valueAt } from './pointer.ts';
import type { ContractSource } from './sources.ts';

/** A `$ref` split into the document it names and the pointer within. */
interface Target {
  source: ContractSource | undefined;
  pointer: string;
}

/** The document and pointer that a `$ref` in `from` names; no document where it is none of the contract's. */
export function resolveReference($ref: string, from: ContractSource, all: readonly ContractSource[]): Target {
  const [file = '', fragment = ''] = $ref.split('#', 2);
  const pointer = unescape(fragment);
  if (file === '') return { source: from, pointer };
  const location = /^\w+:/.test(file) ? file : resolve(dirname(from.location), file);
  return { source: all.find((source) => source.location === location), pointer };
}

/** The value at a pointer, through the `$ref`s on the way. */
export function followed(source: ContractSource, pointer: string, all: readonly ContractSource[]): unknown {
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
      if (siblingsApply(at.source) && Object.hasOwn(value, token)) break;
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

/** In OpenAPI 3.1 what stands beside a `$ref` in a schema counts (3.1.0, Schema Object). */
const siblingsApply = ({ value }: ContractSource): boolean => String(valueAt(value, '/openapi')).startsWith('3.1');
