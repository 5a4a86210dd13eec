import { within } from './difference.ts';
import { branchesOf, type Schema } from './plain-schema.ts';
import type { Walk } from './walk.ts';
import { kindOf } from './words.ts';

/** Alternatives are the same where they have no difference, whatever their order. */
export function compareBranches(before: Schema, after: Schema, { spot, tell, deeper, isSame }: Walk): void {
  const own = (schema: Schema) => branchesOf(schema) ?? [{ pointer: '', schema }];
  let now = own(after);
  const old = own(before).filter((branch) => {
    const twin = now.find(({ schema }) => isSame(branch.schema, schema));
    now = now.filter((each) => each !== twin);
    return twin === undefined;
  });
  if (old.length === now.length) {
    old.forEach((branch, index) => {
      const other = now[index];
      if (other === undefined) return;
      const [published, served] = [within(spot, branch.pointer, ''), within(spot, other.pointer, '')];
      deeper(branch.schema, other.schema, { ...published, served: served.served });
    });
    return;
  }
  for (const { pointer, schema } of old) {
    tell('narrower', { ...within(spot, pointer, ''), served: spot.served }, `may be ${kindOf(schema)} no more`);
  }
  for (const { pointer, schema } of now) {
    tell('wider', { ...within(spot, pointer, ''), published: spot.published }, `may be ${kindOf(schema)} as well`);
  }
}
