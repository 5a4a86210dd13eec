import type { Auth } from '../../cases/fixtures.ts';
import type { CaseRequest } from '../../cases/request.ts';
import { ID, type Removal, type Search } from '../../lifecycles/ledger.ts';
import type { Lifecycle } from '../../lifecycles/lifecycle.ts';
import type { Resource } from '../../lifecycles/resource.ts';
import type { Requests } from './requests.ts';
import type { Built } from './wish.ts';

/** How resources of the run are deleted, and found if the response to their create is lost. */
export class Removals {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** The request that deletes a resource; undefined if no operation does. */
  removalOf(resource: Resource, auth: Auth = resource.auth): Removal | undefined {
    const { lifecycle } = resource;
    for (const operation of lifecycle.deletes) {
      const built = this.#requests.build(operation, lifecycle, { auth, resource });
      if (built !== undefined && this.#requests.isOurs(operation, built, resource)) return removal(built.request);
    }
    return undefined;
  }

  /** How the resource of a create is found by its name; null if no list shows it, or nothing deletes it. */
  searchFor(lifecycle: Lifecycle, { request, sent, name }: Built): Search | null {
    const { auth } = request;
    const made = { lifecycle, entry: 0, item: 0, auth, request, sent, name, steps: [] };
    const placeholder: Resource = { ...made, object: { id: ID } };
    const [list] = lifecycle.lists;
    const listing = list && this.#requests.build(list, lifecycle, { auth, resource: placeholder });
    const deleting = this.removalOf(placeholder);
    return listing === undefined || deleting === undefined
      ? null
      : { list: listing.request.url, auth, removal: deleting };
  }
}

const removal = ({ method, url, auth, body }: CaseRequest): Removal => ({
  method,
  url,
  auth,
  ...(body !== undefined && { body }),
});
