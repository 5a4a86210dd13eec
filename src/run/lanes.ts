import type { Case } from '../cases/case.ts';

/** Keeps the cases of one operation apart that must not be under way together. */
export function createLanes() {
  const under = new Map<string, Promise<unknown>[]>();
  const explored = new Map<string, Promise<unknown>>();
  const begin = <T>(one: Case, judged: Promise<T>): Promise<T> => {
    const all = under.get(one.operation);
    if (all === undefined) under.set(one.operation, [judged]);
    else all.push(judged);
    return judged;
  };
  return {
    enter<T>(one: Case, ask: () => Promise<T>): Promise<T> {
      if (one.origin !== 'explored') return begin(one, ask());
      const judged = (explored.get(one.operation) ?? Promise.resolve()).then(ask);
      explored.set(one.operation, judged);
      return begin(one, judged);
    },
    enterAlone<T>(one: Case, ask: () => Promise<T>): Promise<T> {
      return begin(one, Promise.all(under.get(one.operation) ?? []).then(ask));
    },
  };
}
