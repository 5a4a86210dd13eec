/**
 * A value as JSON in which no control or formatting character is raw, so that it may be printed: `JSON.stringify`
 * escapes those below U+0020 alone.
 */
export const jsonText = (value: unknown, indent = 0): string =>
  JSON.stringify(value, null, indent).replace(/[\u007f-\u009f\p{Cf}]/gu, (found) =>
    Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  );
