import { expect, test } from '@jest/globals';
import type { ContractJson } from '../../../src/report/contract-json.ts';
import { flowchart, lifecycleLines } from '../../../src/report/lifecycle-plan.ts';
import { reachByArea, reachRow } from '../../../src/report/reach.ts';

type Operation = ContractJson['operations'][number];

const operation = (key: string, kind: Operation['kind'], isReached: boolean): Operation => ({
  ...{ operation: key, document: 'd', secured: false, cells: [] },
  ...(kind !== undefined && { kind }),
  reached: isReached ? { by: null, values: [] } : null,
  unreached: null,
});

test('reach is counted by area and kind, the area that lacks most first', () => {
  const areas = reachByArea({
    operations: [
      operation('GET /api/v1/groups', 'list', true),
      operation('POST /api/v1/groups', 'create', true),
      operation('PATCH /api/v2/groups/{id}', 'update', true),
      operation('DELETE /api/v1/groups/{id}', 'delete', false),
      operation('POST /api/v1/pki/ca', 'create', false),
      operation('POST /api/v1/pki/ca/{id}/renew', 'action', false),
      operation('GET /api/status', undefined, true),
    ],
  });
  expect(areas.map((one) => [one.area, ...reachRow(one), one.unreached])).toEqual([
    ['pki', '0/1', '', '', '', '', '0/1', 2],
    ['groups', '1/1', '', '1/1', '1/1', '0/1', '', 1],
    ['status', '', '', '', '', '', '', 0],
  ]);
});

test('the plan shows the operations of each life cycle, and what it needs', () => {
  const lifecycles = [
    { create: 'POST /projects', needs: [], operations: ['GET /projects/{id}'] },
    { create: 'POST /keys', needs: [{ create: 'POST /projects', input: 'projectId' }], operations: [] },
  ];
  expect(lifecycleLines(lifecycles, [operation('GET /projects/{id}', 'read', true)])).toEqual([
    'POST /projects',
    '  read    GET /projects/{id}',
    'POST /keys',
  ]);
  expect(flowchart(lifecycles).split('\n')).toEqual([
    'flowchart LR',
    '  r1["POST /projects"]',
    '  r2["POST /keys"]',
    '  r1 -- projectId --> r2',
  ]);
});
