import type { Auth } from '../fixtures.ts';
import { type Derivation, type Derived, isRead, variable, withValue } from './derivation.ts';

/** Valid strings that servers often handle incorrectly. */
const ODD: readonly [name: string, text: string][] = [
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
const ODD_IN_QUERY: typeof ODD = [
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

/** Forged tokens, then hostile strings in path and query. */
export const hostile: Derivation = ({ operation, good, anonymous, enforced }) => {
  if (!isRead(operation)) return [];
  const forged = FORGED.map(([name, auth]): Derived => ({
    name,
    rule: enforced ? 'authentication-enforced' : 'no-server-error',
    draft: { ...anonymous, auth },
  }));
  const parameters = variable(operation);
  const inOrder = ['path', 'query'].flatMap((location) => parameters.filter((one) => one.in === location));
  const odd = inOrder.flatMap((parameter) =>
    (parameter.in === 'query' ? [...ODD_IN_QUERY, ...ODD] : ODD).map(([name, text]): Derived => ({
      name: `${parameter.in} ${parameter.name} with ${name}`,
      rule: 'no-server-error',
      draft: withValue(good, parameter, text),
      parameter,
      ...(parameter.in === 'path' && { mayLeadElsewhere: true }),
    })),
  );
  return [...forged, ...odd];
};
