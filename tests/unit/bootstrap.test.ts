import { createDecipheriv, createPrivateKey, createPublicKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { argon2id } from 'hash-wasm';
import { claimsOf } from '../../src/client/claims.ts';
import { signUpKeys } from '../../src/bootstrap/sign-up-keys.ts';

/** Decrypts what a sign-up encrypts, as a server does. */
function decrypted(keys: Record<string, string>, name: string, key: Uint8Array): string {
  const part = (suffix: string) => Buffer.from(keys[name + suffix] ?? '', 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, part('IV'));
  decipher.setAuthTag(part('Tag'));
  return Buffer.concat([decipher.update(part('')), decipher.final()]).toString('utf8');
}

test('the keys of a sign-up: the password decrypts the secret key of the public one', async () => {
  const keys = await signUpKeys('a password');
  const hash = { iterations: 3, memorySize: 65_536, parallelism: 1, hashLength: 32, outputType: 'binary' } as const;
  const derived = await argon2id({ ...hash, password: 'a password', salt: keys.salt ?? '' });
  const key = Buffer.from(decrypted(keys, 'protectedKey', derived), 'hex');
  const secret = Buffer.from(decrypted(keys, 'encryptedPrivateKey', key), 'base64').toString('base64url');
  const jwk = {
    kty: 'OKP',
    crv: 'X25519',
    d: secret,
    x: Buffer.from(keys.publicKey ?? '', 'base64').toString('base64url'),
  };
  const { x } = createPublicKey(createPrivateKey({ format: 'jwk', key: jwk })).export({ format: 'jwk' });
  expect(x).toBe(jwk.x);
  expect(keys.verifier).toMatch(/^[\da-f]{512}$/);
});

test('the claims of a token', () => {
  const token = `x.${Buffer.from('{"userId":"u"}').toString('base64url')}.y`;
  expect(claimsOf(token)).toEqual({ userId: 'u' });
  expect(['', 'no token', 'a.b.c', `a.${Buffer.from('[1]').toString('base64url')}.c`].map(claimsOf)).toEqual([
    {},
    {},
    {},
    {},
  ]);
});
