import { senselessConstraint } from './constraints.ts';
import type { Operation } from './operations.ts';

/** A fault of an operation that is not caused by a reference. */
export interface OperationFault {
  code: string;
  message: string;
  fix: string;
}

/** The fault that prevents an operation from being sent or judged; undefined if there is none. */
export function operationFault({ path, parameters }: Operation): OperationFault | undefined {
  if (leavesBase(path)) {
    return {
      code: 'path-outside',
      message: 'its path template contains a segment that clients resolve before sending, such as ".."',
      fix: 'Write the path as it is to be sent',
    };
  }
  const senseless = senselessConstraint(parameters);
  if (senseless === undefined) return undefined;
  return { code: 'senseless-constraint', message: senseless, fix: 'Correct the schema of the parameter' };
}

/**
 * True for a template that clients send as a different path, possibly outside of the server's base path: it contains
 * dot segments, escaped or not, or backslashes (WHATWG URL, section 4.4).
 */
function leavesBase(template: string): boolean {
  const [path = ''] = template.replace(/\{[^{}]+\}/g, 'x').split(/[?#]/, 1);
  const written = `/base${path}`.split('/');
  const sent = new URL(`http://base.test/base${path}`).pathname.split('/');
  return (
    sent.length !== written.length ||
    sent[1] !== 'base' ||
    written.some((part, at) => (part === '') !== (sent[at] === ''))
  );
}
