import type { Parameter } from '../../contract/operations.ts';
import { namesOwner, partsOf } from '../pool/nouns.ts';
import type { Draft } from '../request.ts';
import {
  type Derivation,
  type Derived,
  isRead,
  namesByVariable,
  type Start,
  variable,
  withValue,
} from './derivation.ts';
import { unknownValue } from './unknown-resource.ts';

/**
 * An identity of another organization sends the request of a read: for a resource that the request names, or for a list
 * of its own. The response is compared with those to the own identity and to nobody, and with that for unknown names.
 */
export const tenants: Derivation = (start) => {
  const { operation, good, hasForeign } = start;
  if (!hasForeign || !isRead(operation) || (good.auth !== 'token' && good.auth !== 'user')) return [];
  const naming = variable(operation).filter((parameter) => namesResource(parameter, start));
  const compared = [good, { ...good, auth: 'none' as const }];
  if (naming.length === 0) return [sent(IN_OWN_ORGANIZATION, good, compared)];
  return [sent('foreign token', good, [...compared, { ...withUnknown(good, naming), auth: 'foreign' as const }])];
};

/** The name of a read that names nothing, so that a 2xx is right. */
export const IN_OWN_ORGANIZATION = 'foreign token, in its own organization';

const sent = (name: string, good: Draft, companions: readonly Draft[]): Derived => ({
  name,
  rule: 'tenant-isolated',
  draft: { ...good, auth: 'foreign' },
  companions,
});

/** True for a parameter of the request whose value identifies a resource. */
function namesResource(parameter: Parameter, start: Start): boolean {
  const { name, in: location } = parameter;
  if (location === 'path') return unknownValue(parameter, undefined) !== undefined;
  if (start.fixture !== undefined) return namesByVariable(parameter, start);
  return start.good.query[name] !== undefined && (partsOf(name).kind !== '' || namesOwner(name));
}

/** A request for resources that nobody has. */
const withUnknown = (good: Draft, naming: readonly Parameter[]): Draft =>
  naming.reduce((draft, parameter) => {
    const value = unknownValue(parameter, good.query[parameter.name]);
    return value === undefined ? draft : withValue(draft, parameter, value);
  }, good);
