import { ownWords, phrase } from '../../client/phrase.ts';
import type { TransportError } from '../../client/reply.ts';
import { violation, type Violation } from '../finding.ts';

/** The one check of an exchange that brought no response. */
export const noResponse = {
  id: 'no-response',
  catches: 'no whole HTTP response: refused, reset, timed out, too large, TLS failed, or not HTTP',
  judge: ({ message }: TransportError): readonly Violation[] => [
    violation(phrase`no whole response arrived`, phrase`an HTTP response`, ownWords(message)),
  ],
};
