import { type Derivation } from './derivation.ts';

/**
 * Asks for a resource that has not changed. The response may be 304 (RFC 9110, sections 13.1.2 and 15.4.5), which must
 * then be declared and has no body.
 */
export const conditional: Derivation = ({ operation, good }) =>
  operation.method === 'GET'
    ? [{ name: 'conditional request', rule: 'no-server-error', draft: good, isConditional: true }]
    : [];
