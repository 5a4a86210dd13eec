import { toPointer } from '../contract/pointer.ts';

/** Pointer to the first string, or the value of the first key, that fits. */
export function pointerTo(root: unknown, fits: (text: string) => boolean): string | undefined {
  const open: { value: unknown; tokens: string[] }[] = [{ value: root, tokens: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, tokens } = next;
    if (typeof value === 'string' && fits(value)) return toPointer(tokens);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (fits(key)) return toPointer(tokens);
      open.push({ value: child, tokens: [...tokens, key] });
    }
  }
  return undefined;
}
