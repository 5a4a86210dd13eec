import { CERTIFICATE, SIGNING_REQUEST } from './pem.ts';

/** What values of a property can be, if only its name says so. Hosts and addresses are reserved (RFC 2606, RFC 5737). */
const HINTS: readonly [name: RegExp, value: (unique: string) => string][] = [
  [/e-?mails?$/i, (unique) => `${unique}@example.com`],
  [/(url|uri|endpoint|href|link)s?$/i, (unique) => `https://example.com/${unique}`],
  [/(host|hostname|domain)s?$/i, (unique) => `${unique}.example.com`],
  [/cidr$/i, () => '192.0.2.0/24'],
  [/(^ip|ip(v4)?|ipaddress|ipv4address)$/i, () => '192.0.2.1'],
  [/(slug|handle)s?$/i, (unique) => unique],
  [/(ttl|duration|interval|timeout|period|range|expiresin)$/i, () => '1h'],
  [/(date|time|at|after|before|until|expir(y|ation|es))$/i, () => future()],
  [/colou?r$/i, () => '#12ab34'],
  [/cron$/i, () => '0 0 * * *'],
  [/time_?zone$/i, () => 'UTC'],
  [/(locale|language)$/i, () => 'en'],
  [/country(code)?$/i, () => 'US'],
  [/currency$/i, () => 'EUR'],
  [/phone(number)?$/i, () => '+12025550100'],
  [/path$/i, () => '/'],
  [/csr$|signing_?request$/i, () => SIGNING_REQUEST],
  [/(certificate|cert|ca)(_?(chain|pem))?$/i, () => CERTIFICATE],
];

/** Values of formats (OpenAPI 3.0.3, Data Types; JSON Schema Validation, section 7.3). */
const FORMATS: Readonly<Record<string, (unique: string) => string>> = {
  email: (unique) => `${unique}@example.com`,
  uri: (unique) => `https://example.com/${unique}`,
  url: (unique) => `https://example.com/${unique}`,
  hostname: (unique) => `${unique}.example.com`,
  ipv4: () => '192.0.2.1',
  ipv6: () => '2001:db8::1',
  'date-time': () => future(),
  date: () => future().slice(0, 10),
  time: () => '12:00:00Z',
  duration: () => 'PT1H',
  uuid: () => crypto.randomUUID(),
  byte: () => 'Y29udHJhY3Q=',
};

const DAY_MS = 24 * 3600 * 1000;

/** A time two weeks from now. */
const future = (): string => new Date(Date.now() + 14 * DAY_MS).toISOString();

/**
 * Texts that a property may have, the most likely first.
 *
 * @param unique a text that nothing else has
 */
export function candidateTexts(name: string, format: unknown, unique: string): string[] {
  const ofFormat = typeof format === 'string' ? FORMATS[format]?.(unique) : undefined;
  const hinted = HINTS.find(([pattern]) => pattern.test(name))?.[1](unique);
  const plain = unique.replaceAll('-', '');
  return [ofFormat, hinted, unique, plain, unique.replaceAll('-', '_'), plain.toUpperCase(), ...GENERAL].filter(
    (text) => text !== undefined,
  );
}

/** Texts of usual forms, for patterns that a name does not match. */
const GENERAL = [
  '1',
  '1h',
  '1d',
  '#12ab34',
  '/contract',
  'contract@example.com',
  'https://example.com/',
  '192.0.2.1',
  'a',
  'A',
];
