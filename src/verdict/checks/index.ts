import type { Check } from '../subject.ts';
import { authenticationEnforced } from './authentication-enforced.ts';
import { bodyAbsent } from './body-absent.ts';
import { bodyParse } from './body-parse.ts';
import { bodySchema } from './body-schema.ts';
import { contentType } from './content-type.ts';
import { defaultApplied } from './default-applied.ts';
import { expectedBody } from './expected-body.ts';
import { headers } from './headers.ts';
import { internalsNotLeaked } from './internals-not-leaked.ts';
import { invalidInputRejected } from './invalid-input-rejected.ts';
import { noResponse } from './no-response.ts';
import { noServerError } from './no-server-error.ts';
import { secretNotEchoed } from './secret-not-echoed.ts';
import { statusDeclared } from './status-declared.ts';
import { statusExpected } from './status-expected.ts';
import { unknownResourceRejected } from './unknown-resource-rejected.ts';

export { noResponse, noServerError };

/** Checks of the status: that it is declared, and what the rule of the case says of it. */
export const STATUS: readonly Check[] = [
  statusDeclared,
  statusExpected,
  authenticationEnforced,
  invalidInputRejected,
  unknownResourceRejected,
  noServerError,
];

/** Checks of which each stops the ones after it. */
export const WIRE: readonly Check[] = [...STATUS, contentType, bodyParse, bodyAbsent, bodySchema];

/** Checks beside them, of a response whose status is as it should be; silent where another check has spoken. */
export const BESIDE: readonly Check[] = [headers, expectedBody, defaultApplied];

/** Checks of every response. */
export const ALWAYS: readonly Check[] = [secretNotEchoed, internalsNotLeaked];

/** What the ids, and the README, name: every check there is, in order. */
export const CHECKS = [noResponse, ...WIRE, ...BESIDE, ...ALWAYS] as const;
