import type { Contract } from '../contract/contract.ts';
import type { Case } from './case.ts';
import { idStem } from './derive.ts';
import type { Known } from './draft.ts';

/**
 * An operation that no fixture asks is asked once where nothing has to be known for it and nothing can be changed by
 * it: a GET without required parameters, which may bring any declared status.
 *
 * @param left keys of the operations that are not asked: they have a fixture, or are excluded
 */
export function casesWithoutFixture(contract: Contract, left: ReadonlySet<string>, known: Known): Case[] {
  return [...contract.operations.values()]
    .filter(({ key, method, path }) => !left.has(key) && method === 'GET' && !path.includes('{'))
    .filter(({ parameters, responses }) => responses.size > 0 && !parameters.some(({ required }) => required))
    .map((operation) => ({
      id: `${idStem(operation, contract)} › any › as documented`,
      operation: operation.key,
      origin: 'derived',
      rule: 'status-expected',
      expected: [...operation.responses.keys()],
      request: {
        ...{ method: operation.method, url: operation.path, fault: undefined },
        auth: known.credentials.has('token') ? 'token' : 'none',
      },
      expect: {},
      missing: [],
    }));
}
