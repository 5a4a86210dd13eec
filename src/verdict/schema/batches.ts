import { compileBare, type Validate } from './bare.ts';
import type { Rewritten } from './rewriter.ts';

/**
 * Compiles schemas in batches: each instance of openapi-response-validator compiles a meta-schema, which takes longer
 * than most schemas.
 */
export interface Batches {
  /** Adds a schema that may be needed, to be compiled in a later batch. */
  add(schema: Rewritten): void;
  /** @throws the error of Ajv if the schema is invalid */
  validatorOf(schema: Rewritten): Validate;
}

/** Schemas per batch. */
const SIZE = 32;

/** @param addMore adds another schema that may be needed; false if there is none */
export function createBatches(addMore: () => boolean): Batches {
  const waiting = new Set<Rewritten>();
  const compiled = new Map<Rewritten, Validate>();
  const batchOf = (schema: Rewritten): Rewritten[] => {
    waiting.delete(schema);
    if (hasComponents(schema)) return [schema];
    while (waiting.size < SIZE && addMore());
    const others = [...waiting].slice(0, SIZE - 1);
    for (const other of others) waiting.delete(other);
    return [schema, ...others];
  };
  const compile = (schema: Rewritten): Validate => {
    for (const [each, validate] of compileTogether(batchOf(schema))) compiled.set(each, validate);
    const validate = compiled.get(schema);
    if (validate === undefined) throw new Error('the compiled batch does not contain the requested schema');
    return validate;
  };
  return {
    add(schema) {
      if (!hasComponents(schema)) waiting.add(schema);
    },
    validatorOf: (schema) => compiled.get(schema) ?? compile(schema),
  };
}

const hasComponents = ({ components }: Rewritten): boolean => Object.keys(components).length > 0;

/** Validators of the whole batch, or only of its first schema if another one is invalid. */
function compileTogether(batch: readonly Rewritten[]): Map<Rewritten, Validate> {
  try {
    return compileBare(batch);
  } catch {
    return compileBare(batch.slice(0, 1));
  }
}
