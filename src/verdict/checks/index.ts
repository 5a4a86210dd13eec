import type { Check } from '../subject.ts';
import { bodyAbsent } from './body-absent.ts';
import { bodyParse } from './body-parse.ts';
import { bodySchema } from './body-schema.ts';
import { contentType } from './content-type.ts';
import { expectedBody } from './expected-body.ts';
import { headers } from './headers.ts';
import { internalsNotLeaked } from './internals-not-leaked.ts';
import { secretNotEchoed } from './secret-not-echoed.ts';
import { statusDeclared } from './status-declared.ts';
import { statusExpected } from './status-expected.ts';

export { noResponse } from './no-response.ts';

/** Checks of which each stops the ones after it. */
export const WIRE: readonly Check[] = [statusDeclared, statusExpected, contentType, bodyParse, bodyAbsent, bodySchema];

/** Checks beside them, of a response whose status is as it should be; silent where another check has spoken. */
export const BESIDE: readonly Check[] = [headers, expectedBody];

/** Checks of every response. */
export const ALWAYS: readonly Check[] = [secretNotEchoed, internalsNotLeaked];
