import type { Operation } from '../contract/operations.ts';
import { templateNames } from '../contract/path-template.ts';
import { isObject } from '../contract/pointer.ts';
import type { Lifecycle, Lifecycles, Role } from './lifecycle.ts';
import { nounsOf, referencesOf } from './references.ts';
import { bodySchema, propertiesOf } from './resource-schema.ts';

/** Paths of writes that are not sent with credentials unless they are included, with the reason. */
const EXCLUDED: readonly [path: RegExp, reason: string][] = [
  [/\/(log-?out|sign-?out|sessions?)(\/|$)/i, 'it ends the session'],
  [/\/token\/(revoke|renew)$|^[^{]*\/revoke$/i, 'it may end the session'],
  [/\/(passwords?|mfa|2fa|auth-methods|srp\d?)(\/|$)/i, 'it changes how a user logs in'],
  [/\/(rate-limits?|config)$|\/(admin|server|instance)\/config/i, 'it changes the whole server or organization'],
  [
    /\/(billing|billing-details|payment|tax-ids?|invoices?|subscriptions?|customer-portal|trial)/i,
    'it concerns billing',
  ],
  [
    /invit|magic-?link|smtp|\/(sign-?up|emails?(\/|$))|[-/](re-?)?(send|remind|notify)(-|\/|$)/i,
    'it sends mail or makes users',
  ],
  [/\/(organi[sz]ations?|tenants?)$/i, 'it makes an organization, which cannot always be deleted again'],
  [/\/(export|backup)(\/|$)/i, 'it concerns secrets in plain text'],
];

/**
 * Why a write is not sent with credentials; undefined if it is. To revoke an item of the run ends no session, so that it
 * is not excluded.
 */
export function exclusionOf({ operation, kind, lifecycle }: Role, lifecycles: Lifecycles): string | undefined {
  const { path, method } = operation;
  if (SETUP.test(path)) return 'it sets up the server';
  if (method === 'DELETE' && namesNothing(operation))
    return 'a DELETE that names nothing may delete what was there before';
  if (invites(operation)) return 'it invites somebody';
  if (kind === 'action' && hasAddress(operation)) return 'it may send mail';
  const isAct = kind === 'action' || (kind === 'delete' && lifecycle === undefined);
  if (isAct && !isTrial(path) && namesNoResource(operation, lifecycles)) return 'it names no resource of the run';
  const [, reason] = EXCLUDED.find(([pattern]) => pattern.test(path)) ?? [];
  if (reason === undefined && kind === 'create' && lifecycle !== undefined && isForEver(lifecycle, lifecycles)) {
    return 'no operation deletes what it makes';
  }
  return kind === 'create' || reason === undefined || !isOfOwn(path) ? reason : undefined;
}

/** Paths by which the first administrator is made. */
const SETUP = /\/admin\/(bootstrap|sign-?up|setup)$/i;

/** Last words of the paths of actions that change nothing. */
const TRIAL = /^(preview|validate|validation|render|test|simulate|simulation|quote|estimate|check|dry-?run|verify)$/i;

/** True for the path of an action that changes nothing. */
export const isTrial = (path: string): boolean => TRIAL.test(path.split('/').at(-1) ?? '');

/** True for a request that needs no value that identifies a resource. */
const namesNoResource = (operation: Operation, { all }: Lifecycles): boolean =>
  referencesOf(operation, undefined, nounsOf(all)).every(({ isRequired }) => !isRequired);

/** True for a body with an address of mail. */
const hasAddress = (operation: Operation): boolean =>
  [...propertiesOf(bodySchema(operation))].some(
    ([name, schema]) => /e-?mails?$|recipients?$/i.test(name) || (isObject(schema) && schema.format === 'email'),
  );

/** True for a create whose resource can neither be deleted nor belongs to another one. */
export const isForEver = (lifecycle: Lifecycle, { all }: Lifecycles): boolean =>
  lifecycle.deletes.length === 0 &&
  referencesOf(lifecycle.create, lifecycle, nounsOf(all)).every(({ isRequired }) => !isRequired);

/** True for a request that makes people members: by an address, a name, or as a list of members. */
const invites = (operation: Operation): boolean =>
  /\/(memberships?|members?|invitations?)(\/|$)/i.test(operation.path) &&
  [...propertiesOf(bodySchema(operation)).keys()].some((name) => /(e-?mail|user_?name|member|invitee)s?$/i.test(name));

const namesNothing = ({ path, requestBody }: Operation): boolean =>
  templateNames(path).length === 0 && requestBody === undefined;

/** True for an action below a resource of the run, such as `/identities/{id}/client-secrets/{id}/revoke`. */
const isOfOwn = (path: string): boolean => /\}\/[^/]+$/.test(path) && path.endsWith('/revoke');
