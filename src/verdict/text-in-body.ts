import { toPointer } from '../contract/pointer.ts';

/** A value with its path. */
interface Step {
  value: unknown;
  key: string;
  parent: Step | undefined;
}

/** Pointer to the first string that matches, or to the first object with a name that matches. */
export function pointerTo(root: unknown, fits: (text: string) => boolean): string | undefined {
  const open: Step[] = [{ value: root, key: '', parent: undefined }];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { value } = step;
    if (typeof value === 'string' && fits(value)) return pointerOf(step);
    if (typeof value !== 'object' || value === null) continue;
    const isArray = Array.isArray(value);
    for (const key in value) {
      if (!isArray && fits(key)) return pointerOf(step);
      const child = (value as Record<string, unknown>)[key];
      // Other values cannot contain text.
      if (typeof child === 'string' || typeof child === 'object') open.push({ value: child, key, parent: step });
    }
  }
  return undefined;
}

function pointerOf(end: Step): string {
  const tokens: string[] = [];
  for (let step = end; step.parent !== undefined; step = step.parent) tokens.push(step.key);
  return toPointer(tokens.reverse());
}
