import type { Operation } from '../contract/operations.ts';
import { templateNames } from '../contract/path-template.ts';
import type { Role } from './lifecycle.ts';
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
  [/\/(invit|sign-?up|resend|emails?(\/|$))/i, 'it sends mail or makes users'],
  [/\/(organi[sz]ations?|tenants?)$/i, 'it makes an organization, which cannot always be deleted again'],
  [/\/(export|backup)(\/|$)/i, 'it concerns secrets in plain text'],
];

/**
 * Why a write is not sent with credentials; undefined if it is. To revoke an item of the run ends no session, so that it
 * is not excluded.
 */
export function exclusionOf({ operation, kind }: Role): string | undefined {
  const { path, method } = operation;
  if (method === 'DELETE' && namesNothing(operation))
    return 'a DELETE that names nothing may delete what was there before';
  if (invites(operation)) return 'it invites somebody';
  const [, reason] = EXCLUDED.find(([pattern]) => pattern.test(path)) ?? [];
  return kind === 'create' || reason === undefined || !isOfOwn(path) ? reason : undefined;
}

/** True for a request that makes somebody a member by an address. */
const invites = (operation: Operation): boolean =>
  /\/(memberships?|members?|invitations?)(\/|$)/i.test(operation.path) &&
  [...propertiesOf(bodySchema(operation)).keys()].some((name) => /e-?mails?$/i.test(name));

const namesNothing = ({ path, requestBody }: Operation): boolean =>
  templateNames(path).length === 0 && requestBody === undefined;

/** True for an action below a resource of the run, such as `/identities/{id}/client-secrets/{id}/revoke`. */
const isOfOwn = (path: string): boolean => /\}\/[^/]+$/.test(path) && path.endsWith('/revoke');
