import { allFixtures, type Fixture } from '../cases/fixtures.ts';
import type { Config } from '../config/config.ts';
import { BUILT_IN_SPECS } from '../config/folders.ts';
import type { Contract } from '../contract/contract.ts';
import { includesSpecs } from '../target/contract-loader.ts';

/** The fixtures of a run. */
export interface RunFixtures {
  fixtures: Fixture[];
  /** True for a fixture that was written for the contract of the run. */
  isFor: (fixture: Fixture) => boolean;
  /** A line for each fixture of the user that is left out, and for a folder without fixtures. */
  warnings: string[];
}

/**
 * Reads the fixtures of a run. Those of the built-in operations are left out if the user's specs/ do not have them,
 * because `init` writes such a fixture before the user has documents.
 *
 * @throws Problem with file and line for an invalid fixture
 */
export function fixturesOf(config: Config, { operations }: Contract): RunFixtures {
  const isOfSpecs = includesSpecs(config.spec);
  const hasBuiltInSpecs = config.specs === BUILT_IN_SPECS;
  const isLeftOut = ({ isBuiltIn, isReplacing, operation }: Fixture): boolean =>
    (isBuiltIn || isReplacing === true) && isOfSpecs && !hasBuiltInSpecs && !operations.has(operation);
  const all = allFixtures(config.fixtures);
  const users = all.filter(({ isBuiltIn }) => !isBuiltIn);
  return {
    fixtures: all.filter((each) => !isLeftOut(each)),
    isFor: ({ isBuiltIn }) => isOfSpecs && (!isBuiltIn || hasBuiltInSpecs),
    warnings: [
      ...users
        .filter(isLeftOut)
        .map(({ source, operation }) => `${source.name} has no effect: specs/ does not have ${operation}`),
      ...(config.fixtures !== undefined && users.length === 0
        ? ['CONTRACT_FIXTURES names a folder without a fixture: only built-in ones are used']
        : []),
    ],
  };
}
