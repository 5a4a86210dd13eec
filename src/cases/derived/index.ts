import { authentication } from './authentication.ts';
import { conditional } from './conditional.ts';
import { defaults } from './defaults.ts';
import type { Derivation } from './derivation.ts';
import { hostile } from './hostile.ts';
import { negativeInput } from './negative-input.ts';
import { steadiness } from './steadiness.ts';
import { tenants } from './tenants.ts';
import { unknownResource } from './unknown-resource.ts';

/** All derivations, by priority: cases beyond the limit are dropped. */
export const DERIVATIONS: readonly [origin: 'derived' | 'hostile', derive: Derivation][] = [
  ['derived', authentication],
  ['derived', tenants],
  ['derived', negativeInput],
  ['derived', unknownResource],
  ['derived', conditional],
  ['derived', defaults],
  ['derived', steadiness],
  ['hostile', hostile],
];
