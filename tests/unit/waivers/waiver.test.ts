import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../src/verdict/finding.ts';
import { isExpired, waive, type Waiver } from '../../../src/waivers/waiver.ts';
import { finding } from '../report/example.ts';

const waiver = (more: Partial<Waiver> = {}): Waiver => ({
  operation: 'GET /a',
  status: '404',
  check: 'body-schema',
  pointer: null,
  expected: null,
  target: null,
  flaky: false,
  reason: 'fixed soon',
  owner: 'platform',
  expires: '2027-01-31',
  place: 'waivers.yaml:1',
  lines: [1, 7],
  ...more,
});
const found = (...findings: Finding[]) => ({ verdict: 'deviating' as const, reason: null, findings, notes: [] });
const other = (expected: string) => finding('status-expected', '', { expected });
const one = (pointer = '/0/name', more: Partial<Finding> = {}) => finding('body-schema', pointer, more);

describe('a waiver', () => {
  test.each<[what: string, waiver: Partial<Waiver>, finding: Finding, waives: boolean]>([
    ['of the check', {}, one(), true],
    ['of another check', { check: 'headers' }, one(), false],
    ['of another operation', { operation: 'GET /b' }, one(), false],
    ['of another status', { status: '403' }, one(), false],
    ['of the range of the status', { status: '4XX' }, one(), true],
    ['of another range', { status: '5XX' }, one(), false],
    ['of any status', { status: 'default' }, one(), true],
    ['of a kind of transport error', { status: 'reset' }, one('', { status: 'reset' }), true],
    ['of another kind of transport error', { status: 'reset' }, one('', { status: 'timed-out' }), false],
    ['of the pointer', { pointer: '/0/name' }, one(), true],
    ['of the pointer with another index', { pointer: '/7/name' }, one(), true],
    ['of the pointer with any index', { pointer: '/*/name' }, one(), true],
    ['of another pointer', { pointer: '/*/nam' }, one(), false],
    ['of the whole response', { pointer: '' }, one(), false],
    ['of a status instead of any expected one', { check: 'status-expected' }, other('403'), true],
    ['of a status instead of the expected one', { check: 'status-expected', expected: '403' }, other('403'), true],
    ['of a status instead of another expected one', { check: 'status-expected', expected: '200' }, other('403'), false],
  ])('%s', (_what, more, given, waives) => {
    const { verdict, findings } = waive(found(given), 'GET /a', [waiver(more)]);
    expect([verdict, findings[0]?.waiver]).toEqual(waives ? ['waived', 'waivers.yaml:1'] : ['deviating', null]);
  });

  test('of one of two findings does not waive the case', () => {
    const both = waive(found(one(), one('/1/other')), 'GET /a', [waiver({ pointer: '/*/name' })]);
    expect(both).toMatchObject({
      verdict: 'deviating',
      reason: null,
      findings: [{ waiver: 'waivers.yaml:1' }, { waiver: null }],
    });
  });

  test('does not waive a case with findings that are not shown', () => {
    expect(waive({ ...found(one()), isCut: true }, 'GET /a', [waiver()])).toMatchObject({ verdict: 'deviating' });
  });

  test('does not change a verdict without findings', () => {
    const nothing = { verdict: 'conforming' as const, reason: null, findings: [], notes: [] };
    expect(waive(nothing, 'GET /a', [waiver()])).toBe(nothing);
  });

  test('is valid until the end of its last day, in UTC', () => {
    expect(isExpired(waiver(), '2027-01-31T23:59:59.999Z')).toBe(false);
    expect(isExpired(waiver(), '2027-02-01T00:00:00.000Z')).toBe(true);
  });
});
