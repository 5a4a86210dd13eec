/** Valid strings of each format, including unusual ones, and invalid strings. */
export const FORMAT_VALUES: Readonly<Record<string, { good: string[]; bad: string[] }>> = {
  uuid: {
    good: [
      '3fa85f64-5717-4562-b3fc-2c963f66afa6',
      '3FA85F64-5717-4562-B3FC-2C963F66AFA6',
      '00000000-0000-0000-0000-000000000000',
    ],
    bad: ['3fa85f6457174562b3fc2c963f66afa6', 'urn:uuid:3fa85f64-5717-4562-b3fc-2c963f66afa6', ''],
  },
  'date-time': {
    good: [
      '2024-02-29T23:59:59.123456Z',
      '2016-12-31T23:59:60Z',
      '2024-01-01t00:00:00+05:30',
      '2024-01-01T00:00:00-00:00',
    ],
    bad: [
      '2024-01-01',
      '2023-02-29T00:00:00Z',
      '2024-01-01T00:00:00',
      '2024-01-01T24:00:00Z',
      '2024-01-01T00:00:00+0530',
    ],
  },
  date: { good: ['2024-02-29'], bad: ['2023-02-29', '2024-1-1'] },
  time: { good: ['23:59:59Z', '12:00:00.5+01:00'], bad: ['12:00:00', '25:00:00Z'] },
  email: { good: ['a@b.co', 'a@b', '"a b"@c.de'], bad: ['a', 'a..b@c.de'] },
  uri: { good: ['https://a.b/c?d#e', 'urn:x:y'], bad: ['a/b', 'http://a b'] },
  hostname: { good: ['a.b', 'xn--bcher-kva.example'], bad: ['-a', 'a..b'] },
  ipv4: { good: ['1.2.3.4'], bad: ['256.1.1.1', '01.2.3.4'] },
  ipv6: { good: ['::1', '2001:db8::ff00:42:8329'], bad: ['1::2::3'] },
  byte: { good: ['aGVsbG8=', ''], bad: ['aGVsbG8', '***'] },
  duration: { good: ['P1DT2H', 'P3W'], bad: ['1d', 'P'] },
  'json-pointer': { good: ['', '/a/0', '/~1'], bad: ['a'] },
  regex: { good: ['a\\-b'], bad: ['['] },
  'uri-reference': { good: ['a/b', '#c'], bad: ['a b'] },
};

/** Numbers within and outside the bounds of each format, as text. */
export const NUMBER_VALUES: Readonly<Record<string, { good: string[]; bad: string[] }>> = {
  int32: { good: ['2147483647', '-2147483648'], bad: ['2147483648', '-2147483649'] },
  int64: {
    good: ['9223372036854775807', '-9223372036854775808'],
    bad: ['9223372036854775808', '-9223372036854775809'],
  },
  float: { good: ['3.4e38'], bad: ['1e39'] },
  double: { good: ['1e308'], bad: ['1e309'] },
};

/** A value of each type. */
export const BY_TYPE: Readonly<Record<string, unknown>> = {
  string: 'text',
  number: 1.5,
  integer: 7,
  boolean: true,
  array: [],
  object: {},
  null: null,
};
