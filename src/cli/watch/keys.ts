import { createInterface } from 'node:readline';

/**
 * Reads lines of standard input: `q` ends the command, any other line runs again. The end of standard input ends
 * nothing, because CI closes it.
 *
 * @returns a function that stops reading
 */
export function readKeys(input: NodeJS.ReadableStream, on: { again(): void; end(): void }): () => void {
  const lines = createInterface({ input });
  // Standard input may be a folder, or a terminal that was closed.
  input.on('error', () => lines.close());
  lines.on('line', (line) => {
    if (/^q(?:uit)?$/i.test(line.trim())) on.end();
    else on.again();
  });
  return () => lines.close();
}
