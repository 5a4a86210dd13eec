import { expect, test } from '@jest/globals';
import { accessOf } from '../../../src/record/access.ts';
import { accessLines, accessReview, shownAccess } from '../../../src/report/access.ts';

type Seen = Parameters<typeof accessOf>[1][number];

const OPERATION = 'PATCH /groups/{id}';

const seen = (variable: string | undefined, status: number, other: Partial<Seen> & { header?: string } = {}): Seen => {
  const { header, ...rest } = other;
  const authorization = variable === undefined ? {} : { authorization: `Bearer ${variable}` };
  const request = {
    method: 'PATCH',
    url: '',
    headers: { ...authorization, ...(header !== undefined && { [header]: '1' }) },
  };
  const response = { status, headers: {}, body: null, durationMs: 1 };
  return {
    id: 'x › any › a case',
    operation: OPERATION,
    origin: 'lifecycle',
    request,
    response,
    verdict: 'conforming',
    ...rest,
  };
};

test('the status that shows most of what an identity may do', () => {
  const cases = [
    seen('$CONTRACT_TOKEN', 422),
    seen('$CONTRACT_TOKEN', 200),
    seen('$CONTRACT_VIEWER_TOKEN', 404),
    seen('$CONTRACT_VIEWER_TOKEN', 403),
    seen(undefined, 401),
    seen(undefined, 403, { header: 'x-fault' }),
    seen('not.a-token', 200),
    seen('$CONTRACT_FOREIGN_TOKEN', 200, { verdict: 'inconclusive' }),
    seen('$CONTRACT_RESTRICTED_TOKEN', 200, { origin: 'hostile' }),
  ];
  expect(accessOf(OPERATION, cases)).toEqual({ token: 200, viewer: 403, none: 401 });
  expect(accessOf('POST /groups', cases)).toBeUndefined();
});

test('no review without an identity of limited rights', () => {
  expect(accessOf(OPERATION, [seen('$CONTRACT_TOKEN', 200), seen(undefined, 401)])).toBeUndefined();
});

test('the review lists the identities that sent requests, and counts their statuses', () => {
  const of = (access: ReturnType<typeof accessOf>) =>
    ({ operation: OPERATION, ...(access && { access }) }) as Parameters<typeof accessReview>[0]['operations'][number];
  const report = {
    operations: [of({ token: 200, foreign: 404, none: 401 }), of({ token: 204, foreign: 201 }), of(undefined)],
  };
  expect(accessReview(report).identities).toEqual(['token', 'foreign', 'none']);
  expect(accessReview(report).rows).toHaveLength(2);
  expect(accessLines(report)).toEqual(['foreign: 1 × 2xx, 1 × 404', 'none: 1 × 401']);
  expect([undefined, 204, 403].map(shownAccess)).toEqual(['', '2xx', '403']);
});
