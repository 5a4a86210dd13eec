import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { errorCode } from './error-code.ts';

/** A body after its content codings are decoded. */
export type Decoded = { body: Uint8Array } | { error: string; tooLarge: boolean };

const DECODERS: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** Maximum number of content codings. Each may decode to the largest body, so thousands of them take minutes. */
const MAX_CODINGS = 10;

/**
 * Decodes content codings, in the reverse order of their application (RFC 9110, section 8.4).
 *
 * @param limit largest body in bytes, before and after decoding
 */
export function decode(body: Uint8Array, contentEncoding: string, limit: number): Decoded {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MAX_CODINGS) {
    return {
      error: `the content has ${codings.length} codings, and at most ${MAX_CODINGS} are decoded`,
      tooLarge: false,
    };
  }
  let decoded = body;
  for (const coding of codings.reverse()) {
    const decoder = DECODERS[coding];
    if (decoder === undefined) return { error: 'the content coding was not accepted by the request', tooLarge: false };
    if (decoded.length === 0) continue;
    try {
      decoded = decoder(decoded, { maxOutputLength: limit });
    } catch (error) {
      const code = errorCode(error);
      return { error: `the content is not ${coding} (${code})`, tooLarge: code === 'ERR_BUFFER_TOO_LARGE' };
    }
  }
  return { body: decoded };
}
