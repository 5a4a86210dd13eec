import type { Settings } from './settings.ts';
import { choice, flag } from './values.ts';

/** How violations of checks whose level is `should` are treated. */
export interface AdvicePolicy {
  /** True: they are findings, which fail the run. */
  isStrict: boolean;
  /** Undeclared properties: `note` lists them as advice, `fail` makes them findings. */
  undeclared: (typeof UNDECLARED)[number];
}

const UNDECLARED = ['note', 'fail', 'off'] as const;

/** The policy without settings. */
export const ADVISED: AdvicePolicy = { isStrict: false, undeclared: 'note' };

/** @throws Problem `invalid-value` for another word than those allowed */
export const advicePolicyOf = (settings: Settings): AdvicePolicy => ({
  isStrict: flag(settings, 'CONTRACT_STRICT'),
  undeclared: choice(settings, 'CONTRACT_UNDECLARED', UNDECLARED) ?? ADVISED.undeclared,
});
