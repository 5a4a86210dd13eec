/** Keys below which any value may be a credential. These values are never shown, not even in a finding. */
const CREDENTIAL_KEYS = [
  /^(inputs|iv|tag|salt|data|devices|key|jwt|otp|dsn)$/i,
  /pass(word|phrase|wd)?$|pwd$|secret|token|hash|credential|private|encrypted|cert(ificate)?s?$/i,
  /api_?key|cookie|authorization|signature|backup|recovery/i,
  /(connection|database|db)_?(string|uri|url)|_dsn$|[a-z\d]Dsn$/i,
  /[a-z\d]Key$|_key$/,
];

/** Keys of objects that contain secrets, and of names and paths of secrets, which are not secret themselves. */
const HOLDERS = /^dynamicSecrets?$|^secret(Path|Name|Key)s?$|^tokenType$/;

/** True if the tokens of a JSON pointer contain a credential-like key. */
export const isCredentialLike = (tokens: readonly string[]): boolean =>
  tokens.some((token) => !HOLDERS.test(token) && CREDENTIAL_KEYS.some((pattern) => pattern.test(token)));
