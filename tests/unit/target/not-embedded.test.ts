import { expect, test } from '@jest/globals';
import { loadContract } from '../../../src/contract/contract.ts';
import { PUBLISHED } from '../../../src/embedded/published.ts';
import { embeddedWarnings, notEmbedded } from '../../../src/target/not-embedded.ts';

const contract = await loadContract('specs', () => Promise.reject(new Error('offline')));
const EMBEDDED = { target: { name: 'embedded', baseUrl: undefined } };

test('the embedded target implements every operation of specs/, and declares no others', () => {
  expect([...PUBLISHED].sort()).toEqual([...contract.operations.keys()].sort());
  expect(notEmbedded({ contract, served: undefined }, EMBEDDED)).toEqual(new Set());
});

test('an operation is not implemented under another path, unless the target serves its document', () => {
  const [operation] = contract.operations.values();
  if (operation === undefined) throw new Error('specs/ is empty');
  const other = { ...operation, key: 'GET /api/v1/groups/{id}' };
  const more = { ...contract, operations: new Map([[other.key, other]]) };
  expect(notEmbedded({ contract: more, served: undefined }, EMBEDDED)).toEqual(new Set([other.key]));
  expect(notEmbedded({ contract: more, served: more }, EMBEDDED)).toEqual(new Set());
  const live = { target: { name: 'live', baseUrl: 'http://localhost' } };
  expect(notEmbedded({ contract: more, served: undefined }, live)).toEqual(new Set());
});

test('the warning names one operation, and counts several', () => {
  expect(embeddedWarnings([])).toEqual([]);
  expect(embeddedWarnings(['GET /a'])).toEqual([expect.stringContaining('does not implement GET /a;')]);
  expect(embeddedWarnings(['GET /a', 'GET /b'])).toEqual([expect.stringContaining('implement 2 operations;')]);
});
