import { createPrivateKey, createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';

interface KeyEnvironment {
  readonly PRIVATE_KEY?: string | undefined;
  readonly PRIVATE_KEY_PATH?: string | undefined;
}

/** The private key of the app as PEM, or one line that says what is wrong with it. */
export function readKey(env: KeyEnvironment): { pem: string } | { problem: string } {
  const name = env.PRIVATE_KEY ? 'PRIVATE_KEY' : 'PRIVATE_KEY_PATH';
  try {
    const raw = env.PRIVATE_KEY ?? (env.PRIVATE_KEY_PATH && readFileSync(env.PRIVATE_KEY_PATH, 'utf8'));
    if (raw === undefined)
      return { problem: 'PRIVATE_KEY is not set: give the key itself, or its file as PRIVATE_KEY_PATH.' };
    const pem = normaliseKey(raw);
    const key = createPrivateKey(pem);
    // Another kind of key would sign here, and be refused by GitHub at the first event.
    if (key.asymmetricKeyType !== 'rsa') throw new Error(`a key of type ${key.asymmetricKeyType}, not RSA`);
    createSign('sha256').update('a test').sign(key);
    return { pem };
  } catch (error) {
    // OpenSSL's messages never quote the key.
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'not a key';
    return {
      problem: `${name} cannot sign (${reason}): it must be the PEM file that GitHub gave you, whole.`,
    };
  }
}

/**
 * Keys come as a file, in quotes, with `\n` for line ends, with blanks for line ends, with CRLF, or as base64 of
 * all that: whatever survived the way through somebody's deployment. The key inside is the same.
 */
function normaliseKey(raw: string): string {
  const unquoted = raw.trim().replace(/^(["'])([\s\S]*)\1$/, '$2');
  const decoded = unquoted.includes('-----BEGIN')
    ? unquoted
    : Buffer.from(unquoted, 'base64').toString('utf8');
  const lines = decoded.replaceAll(/\\[rn]|\r/g, '\n');
  const parts = /-----BEGIN ([A-Z ]+)-----([\s\S]+)-----END \1-----/.exec(lines);
  if (!parts) throw new Error('no BEGIN and END line');
  const body = (parts[2] ?? '')
    .replace(/\s+/g, '')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return `-----BEGIN ${parts[1]}-----\n${body}\n-----END ${parts[1]}-----\n`;
}
