import { createCipheriv, generateKeyPairSync, randomBytes } from 'node:crypto';
import { argon2id } from 'hash-wasm';

/**
 * The key fields of a sign-up for servers that end-to-end encrypt: a Curve25519 key pair whose secret key is encrypted
 * with a random key, which is encrypted with a key derived from the password (Argon2id, RFC 9106). The verifier for a
 * login by SRP is made up, so that nobody can log in to such a server with the password.
 */
export async function signUpKeys(password: string): Promise<Record<string, string>> {
  const salt = randomBytes(16).toString('hex');
  const hash = { iterations: 3, memorySize: 65_536, parallelism: 1, hashLength: 32 } as const;
  const derived = await argon2id({ ...hash, password, salt, outputType: 'binary' });
  const key = randomBytes(32);
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const { d = '' } = privateKey.export({ format: 'jwk' });
  const protectedKey = encrypted(key.toString('hex'), derived);
  const privateText = encrypted(Buffer.from(d, 'base64url').toString('base64'), key);
  return {
    salt,
    publicKey: Buffer.from(x, 'base64url').toString('base64'),
    verifier: randomBytes(256).toString('hex'),
    protectedKey: protectedKey.text,
    protectedKeyIV: protectedKey.iv,
    protectedKeyTag: protectedKey.tag,
    encryptedPrivateKey: privateText.text,
    encryptedPrivateKeyIV: privateText.iv,
    encryptedPrivateKeyTag: privateText.tag,
  };
}

/** Encrypts a text by AES-256-GCM; all parts in base64. */
function encrypted(text: string, key: Uint8Array): { text: string; iv: string; tag: string } {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    text: content.toString('base64'),
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
}
