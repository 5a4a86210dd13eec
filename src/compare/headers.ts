import { ownWords, phrase } from '../client/phrase.ts';
import type { Headers, Response } from '../client/reply.ts';
import type { DeclaredResponse } from '../contract/operations.ts';
import { type Difference, ofResponse } from './difference.ts';

/** Undeclared fields whose presence clients notice: limits of rates, and what caches and retries depend on. */
const NOTICED = /^(x-)?ratelimit(-|$)|^(retry-after|etag|cache-control|location|allow|www-authenticate)$/;

/**
 * The differences between the header fields that the contract declares, and in the presence of those that clients
 * depend on without a declaration.
 */
export function compareHeaders(a: Response, b: Response, declared: DeclaredResponse | undefined): Difference[] {
  const isDeclared = (name: string) => declared?.headers.has(name) === true;
  const names = new Set(
    [...a.headers.keys(), ...b.headers.keys()].filter((name) => isDeclared(name) || NOTICED.test(name)),
  );
  return [...names].sort().flatMap((name) => differenceOf(name, a.headers, b.headers, isDeclared(name)));
}

function differenceOf(name: string, a: Headers, b: Headers, isDeclared: boolean): Difference[] {
  const [inA, inB] = [a.get(name), b.get(name)];
  if (inA !== undefined && inB !== undefined) {
    const [was, is] = [kindOf(inA), kindOf(inB)];
    if (!isDeclared || was === is) return [];
    const message = phrase`the field ${name} is a ${ownWords(is)} instead of a ${ownWords(was)}`;
    return [
      ofResponse('header', true, message, [phrase`${name} ${ownWords(was)}`, phrase`${name} ${ownWords(is)}`], name),
    ];
  }
  const isMissing = inB === undefined;
  const message = phrase`the field ${name} is ${ownWords(isMissing ? 'missing' : 'added')}`;
  const [present, absent] = [phrase`${name} present`, phrase`${name} absent`];
  const shapes = isMissing ? ([present, absent] as const) : ([absent, present] as const);
  const difference = ofResponse('header', isMissing && isDeclared, message, shapes, name);
  return [isMissing ? { ...difference, isLoss: true } : difference];
}

const kindOf = (values: readonly string[]): string =>
  values.every((value) => /^-?\d+$/.test(value)) ? 'number' : 'text';
