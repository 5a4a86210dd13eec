import { formatJson, isMinified } from './json-format.ts';
import { fences } from './page.ts';
import { parseJson } from './source.ts';

/** A document that was fetched from a URL. */
export interface Fetched {
  /** Its name: the URL without its query. */
  document: string;
  format: 'json' | 'yaml' | 'page';
  /** The text whose lines findings name: as received, or formatted if it was minified JSON. */
  text: string;
  /** True if the text was formatted. */
  isFormatted: boolean;
}

/** Recognizes the format of a received text, and formats it if it is minified JSON. */
export function fetchedDocument(document: string, received: string): Fetched {
  if (parseJson(received) === undefined) {
    const format = fences(received).length > 0 ? 'page' : 'yaml';
    return { document, format, text: received, isFormatted: false };
  }
  const text = isMinified(received) ? formatJson(received) : received;
  return { document, format: 'json', text, isFormatted: text !== received };
}
