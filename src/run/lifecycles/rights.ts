import type { Case } from '../../cases/case.ts';
import { isObject } from '../../contract/pointer.ts';
import { jsonOf } from '../../verdict/subject.ts';
import type { RunContext } from '../run-context.ts';

/**
 * The cases whose credentials are known to have no right to write. A service token may have it: the target says which
 * permissions it has. A success of one that may write breaks no rule.
 */
export async function withKnownRights(cases: readonly Case[], context: Pick<RunContext, 'sendOnce'>): Promise<Case[]> {
  const isOfService = (one: Case): boolean => one.rule === 'permission-enforced' && one.request.auth === 'service';
  if (!cases.some(isOfService) || (await isReadOnly(context))) return [...cases];
  return cases.map((one) => (isOfService(one) ? { ...one, rule: 'no-server-error' } : one));
}

/** True for a service token with permissions, none of which is to write (`GET /api/v2/service-token`). */
async function isReadOnly({ sendOnce }: Pick<RunContext, 'sendOnce'>): Promise<boolean> {
  const request = { method: 'GET', url: '/api/v2/service-token', auth: 'service', fault: undefined } as const;
  const reply = await sendOnce(request);
  const body = reply?.kind === 'response' && reply.status === 200 ? jsonOf(reply) : undefined;
  const permissions = isObject(body) ? body.permissions : undefined;
  return Array.isArray(permissions) && permissions.length > 0 && !permissions.includes('write');
}
