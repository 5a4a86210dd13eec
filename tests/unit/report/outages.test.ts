import { describe, expect, test } from '@jest/globals';
import { mergedOutages, outageLines } from '../../../src/report/outages.ts';
import type { Outage } from '../../../src/target/outages.ts';

const outage = (second: string, seconds: number, ended = true): Outage => ({
  from: `2026-01-01T12:03:${second}.000Z`,
  seconds,
  ended,
});

describe('the lines of outages', () => {
  test.each<[Outage[] | undefined, string[]]>([
    [undefined, []],
    [[], []],
    [[outage('05', 14.2)], ['the target did not respond for 14 s from 12:03:05 UTC']],
    [[outage('05', 90, false)], ['the target did not respond from 12:03:05 UTC until the end']],
  ])('of %j are %j', (outages, lines) => {
    expect(outageLines(outages === undefined ? {} : { outages })).toEqual(lines);
  });

  test('are limited', () => {
    const lines = outageLines({ outages: ['00', '10', '20', '30', '40'].map((second) => outage(second, 2)) });
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toBe('… 2 more outages in contract.json');
  });
});

describe('the outages of shards', () => {
  test.each<[string, Outage[], Outage[]]>([
    ['in order', [outage('30', 2), outage('05', 3)], [outage('05', 3), outage('30', 2)]],
    ['one if they overlap', [outage('10', 5), outage('05', 8.5)], [outage('05', 10)]],
    ['one if one contains the other', [outage('05', 20), outage('10', 5)], [outage('05', 20)]],
    ['one if several overlap in turn', [outage('05', 5), outage('09', 5), outage('13', 5)], [outage('05', 13)]],
    ['ended if the last has ended', [outage('05', 10, false), outage('10', 9)], [outage('05', 14)]],
    ['not ended if the last has not', [outage('05', 10), outage('10', 30, false)], [outage('05', 35, false)]],
  ])('are %s', (_how, all, merged) => {
    expect(mergedOutages(all)).toEqual(merged);
  });
});
