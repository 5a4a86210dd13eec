import type { CaseRequest } from '../../cases/request.ts';
import { isTrial } from '../../lifecycles/excluded.ts';
import type { Evidence } from '../../verdict/evidence.ts';

/** What a request does to what it does not name, and whether it changes anything. */
export const effectOf = ({ method, url }: CaseRequest): Pick<Evidence, 'replaces' | 'isTrial'> => ({
  replaces: method === 'PUT',
  isTrial: method === 'POST' && isTrial(url.split('?')[0] ?? ''),
});
