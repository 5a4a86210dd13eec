import { ownWords, phrase } from '../../client/phrase.ts';
import type { TransportError } from '../../client/reply.ts';
import { violation, type Violation } from '../finding.ts';

/** The only check of an exchange without a response. */
export const noResponse = {
  id: 'no-response',
  catches: 'a request without a complete HTTP response: refused, reset, timed out, too large, TLS failed, or not HTTP',
  judge: ({ message }: TransportError): readonly Violation[] => [
    violation(phrase`no complete response was received`, phrase`an HTTP response`, ownWords(message)),
  ],
};
