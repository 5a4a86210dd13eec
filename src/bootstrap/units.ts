import type { OptionName } from '../config/options.ts';
import { foreign, machineIdentity, restricted, viewer } from './identity-units.ts';
import { group, role } from './organization-units.ts';
import { dynamicSecret, environment, folder, project, secret, serviceToken } from './project-units.ts';
import type { Unit } from './unit.ts';

/** Everything that a full run needs, in the order in which it is made. */
export const UNITS: readonly Unit[] = [
  ...[project, environment, folder, secret, group, role],
  ...[machineIdentity, restricted, viewer, serviceToken, dynamicSecret, foreign],
];

/** The variables of all units. */
export const VARIABLES: readonly OptionName[] = UNITS.flatMap(({ variables }) => variables);
