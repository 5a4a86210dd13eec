import type { Case } from '../../cases/case.ts';
import type { Write } from '../../cases/write.ts';

/** A case with one of some steps of a life cycle. */
type Step<S extends Write['step']> = Case & { write: Extract<Write, { step: S }> };

/** True for a case with one of some steps of a life cycle. */
export const isStep = <S extends Write['step']>(one: Case, ...steps: readonly S[]): one is Step<S> =>
  (steps as readonly string[]).includes(one.write?.step ?? '');
