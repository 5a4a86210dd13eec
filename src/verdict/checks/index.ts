import type { Check } from '../subject.ts';
import { allowPresent } from './allow-present.ts';
import { authenticationEnforced } from './authentication-enforced.ts';
import { bodyAbsent } from './body-absent.ts';
import { bodyParse } from './body-parse.ts';
import { bodySchema } from './body-schema.ts';
import { challengePresent } from './challenge-present.ts';
import { contentType } from './content-type.ts';
import { createdReadable } from './created-readable.ts';
import { credentialsNotCached } from './credentials-not-cached.ts';
import { defaultApplied } from './default-applied.ts';
import { deletedGone } from './deleted-gone.ts';
import { existenceNotRevealed } from './existence-not-revealed.ts';
import { expectedBody } from './expected-body.ts';
import { headers } from './headers.ts';
import { internalsNotLeaked } from './internals-not-leaked.ts';
import { invalidInputRejected } from './invalid-input-rejected.ts';
import { noResponse } from './no-response.ts';
import { noServerError } from './no-server-error.ts';
import { refusalWithoutEffect } from './refusal-without-effect.ts';
import { secretNotEchoed } from './secret-not-echoed.ts';
import { statusDeclared } from './status-declared.ts';
import { statusExpected } from './status-expected.ts';
import { unknownResourceRejected } from './unknown-resource-rejected.ts';
import { permissionEnforced } from './permission-enforced.ts';
import { propertiesDeclared } from './properties-declared.ts';
import { tenantIsolated } from './tenant-isolated.ts';
import { updateApplied } from './update-applied.ts';

export { noResponse, noServerError, propertiesDeclared };

/** Checks of the status: whether it is declared, and allowed by the rule of the case. */
export const STATUS: readonly Check[] = [
  statusDeclared,
  statusExpected,
  authenticationEnforced,
  invalidInputRejected,
  unknownResourceRejected,
  noServerError,
];

/** Checks in order. The ones after a finding are skipped. */
export const WIRE: readonly Check[] = [...STATUS, contentType, bodyParse, bodyAbsent, bodySchema];

/** Checks that compare a write with what later reads show. */
export const COMPARISONS: readonly Check[] = [createdReadable, updateApplied, deletedGone, refusalWithoutEffect];

/** Checks of who may read and change what. */
export const ACCESS: readonly Check[] = [tenantIsolated, permissionEnforced];

/** Further checks of a response with an allowed status. */
export const BESIDE: readonly Check[] = [headers, expectedBody, defaultApplied, ...COMPARISONS, ...ACCESS];

/** Checks of every response. */
export const ALWAYS: readonly Check[] = [secretNotEchoed, internalsNotLeaked];

/** Checks of every response whose violations are advice. */
export const ADVISORY: readonly Check[] = [
  propertiesDeclared,
  challengePresent,
  allowPresent,
  credentialsNotCached,
  existenceNotRevealed,
];

/** All checks, in the order of docs/checks.md. */
export const CHECKS = [noResponse, ...WIRE, ...BESIDE, ...ALWAYS, ...ADVISORY] as const;
