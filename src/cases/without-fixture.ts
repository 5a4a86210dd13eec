import type { Contract } from '../contract/contract.ts';
import type { Case } from './case.ts';
import type { Known } from './from-fixtures.ts';

/**
 * An operation that no fixture asks is asked once where nothing has to be known for it and nothing can be changed by
 * it: a GET without required parameters, which may bring any declared status.
 *
 * @param asked keys of the operations that have a fixture
 */
export function casesWithoutFixture(contract: Contract, asked: ReadonlySet<string>, known: Known): Case[] {
  const alone = new Set(contract.documents.filter(({ operations }) => operations === 1).map(({ name }) => name));
  return [...contract.operations.values()]
    .filter(({ key, method, path }) => !asked.has(key) && method === 'GET' && !path.includes('{'))
    .filter(({ parameters, responses }) => responses.size > 0 && !parameters.some(({ required }) => required))
    .map(({ key, method, path, stem, document, responses }) => ({
      id: `${alone.has(document) ? stem : key} › any › as documented`,
      operation: key,
      origin: 'fixture',
      expected: [...responses.keys()],
      request: { method, url: path, auth: known.credentials.has('token') ? 'token' : 'none', fault: undefined },
      expect: {},
      missing: [],
    }));
}
