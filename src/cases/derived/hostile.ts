import type { Auth } from '../fixtures.ts';
import type { Raw } from '../url.ts';
import type { Parameter } from '../../contract/operations.ts';
import { type Derivation, type Derived, isRead, variable, withValue } from './derivation.ts';

type Hostile = readonly [name: string, text: string | Raw];

/** A percent sign without two hexadecimal digits (RFC 3986, section 2.1), which cannot be decoded. */
const BAD_SEQUENCE: Hostile = ['a bad percent sequence', { raw: 'a%zz' }];

/** Valid strings that servers often handle incorrectly. */
const ODD: readonly Hostile[] = [
  ['letters beyond ASCII', 'Zürich-東京'],
  ['characters beyond U+FFFF', 'key-🔑-𝒜'],
  ['300 characters', 'a'.repeat(300)],
  ['blanks', ' a  b '],
  ['quotes', `"a" 'b' \`c\``],
  ['a slash', 'a/b'],
  ['NUL', 'a\0b'],
  ['template characters', '{{7*7}}${7*7}<%=7*7%>#{7*7}'],
  ['SQL characters', `' OR '1'='1' --;`],
  ['right-to-left marks', 'a\u202eb\u200fc'],
  ['a percent sign', '100%'],
];

/** Strings that are valid in a query only: in a path, they lead to another route. */
const ODD_IN_QUERY: readonly Hostile[] = [
  ['two dots', '..'],
  ['nothing', ''],
];

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Well-formed tokens that were never issued (RFC 7519, section 6; RFC 8725, section 3.1). */
const FORGED: readonly [name: string, auth: Auth][] = [
  ['unsigned token', { bearer: `${base64url({ alg: 'none', typ: 'JWT' })}.${base64url({ sub: 'made-up' })}.` }],
  [
    'expired token',
    {
      bearer: `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub: 'made-up', exp: 1 })}.bm8tc2lnbmF0dXJl`,
    },
  ],
];

/**
 * Forged tokens, then hostile strings in path and query: each in every parameter of the query before the next one, so
 * that the limit of cases does not leave out a parameter.
 */
export const hostile: Derivation = ({ operation, good, anonymous, enforced }) => {
  if (!isRead(operation)) return [];
  const forged = FORGED.map(([name, auth]): Derived => ({
    name,
    rule: enforced ? 'authentication-enforced' : 'no-server-error',
    draft: { ...anonymous, auth },
  }));
  const parameters = variable(operation);
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const withText = (parameter: Parameter, [name, text]: Hostile): Derived => ({
    name: `${parameter.in} ${parameter.name} with ${name}`,
    rule: 'no-server-error',
    draft: withValue(good, parameter, text),
    parameter,
    ...(parameter.in === 'path' && { mayLeadElsewhere: true }),
  });
  const inAll = (all: readonly Parameter[], texts: readonly Hostile[]) =>
    texts.flatMap((text) => all.map((parameter) => withText(parameter, text)));
  const odd = [...inAll(inPath, [BAD_SEQUENCE, ...ODD]), ...inAll(inQuery, [BAD_SEQUENCE, ...ODD_IN_QUERY, ...ODD])];
  return [...forged, ...odd];
};
