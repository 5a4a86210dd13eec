import { nounBefore, ownerOf, partsOf } from '../../cases/pool/nouns.ts';
import type { Operation } from '../../contract/operations.ts';
import { templateNames } from '../../contract/path-template.ts';
import { idOf, type Resource } from '../../lifecycles/resource.ts';
import { bodySchema, propertiesOf } from '../../lifecycles/resource-schema.ts';
import type { Tools } from './tools.ts';

/**
 * Makes the viewer a member of projects of the run, so that its writes are refused for its role, and not only because
 * it is no member. Does nothing if the contract has no operation for it, or the token does not name its identity.
 */
export async function admitViewer(projects: readonly Resource[], tools: Tools): Promise<void> {
  const { context, requests, send } = tools;
  const identityId = context.identityOf('viewer');
  const operations = context.operations.filter(isMembership);
  if (identityId === undefined) return;
  for (const resource of projects) {
    for (const operation of operations) {
      const [project = ''] = templateNames(operation.path);
      const fixed = { [project]: String(idOf(resource)), [templateNames(operation.path).at(-1) ?? '']: identityId };
      const wish = { auth: resource.auth, fixed, set: new Map([['/role', 'viewer']]), makesUp: true };
      const built = requests.build(operation, undefined, wish);
      if (built === undefined) continue;
      await send({
        ...{ id: `${operation.key} › viewer`, operation: operation.key, origin: 'lifecycle', rule: 'no-server-error' },
        ...{ expected: ['2XX', '4XX'], request: built.request, expect: {}, missing: [] },
      });
    }
  }
}

/** True for a create that gives an identity a role in a project: `/projects/{projectId}/identity-memberships/{identityId}`. */
function isMembership(operation: Operation): boolean {
  const names = templateNames(operation.path);
  const isOfProject = names.length === 2 && ownerOf(names[0] ?? '') === 'project';
  const last = names.at(-1) ?? '';
  const isOfIdentity = (partsOf(last).noun || nounBefore(operation.path, last)) === 'identity';
  return operation.method === 'POST' && isOfProject && isOfIdentity && propertiesOf(bodySchema(operation)).has('role');
}
