import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its key, both as PEM. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

/**
 * A certificate authority of one's own, and a certificate of it for a host: made here, since no machine has to have
 * `openssl`, and a certificate that is kept expires. X.509 as in https://www.rfc-editor.org/rfc/rfc5280.
 */
export function certify(host: string): { readonly ca: string; readonly server: Certified } {
  const [authority, server] = [newKeys(), newKeys()];
  const issuer = nameOf('The authority of a test');
  const keyId = createHash('sha1').update(authority.spki).digest();
  const ca = certificate(issuer, issuer, authority.spki, authority.key, [
    extension('2.5.29.19', sequence(tagged(0x01, Buffer.of(0xff))), true),
    extension('2.5.29.14', tagged(0x04, keyId)),
  ]);
  const cert = certificate(issuer, nameOf(host), server.spki, authority.key, [
    extension('2.5.29.17', sequence(tagged(0x82, Buffer.from(host)))),
    extension('2.5.29.35', sequence(tagged(0x80, keyId))),
  ]);
  return { ca, server: { cert, key: server.key.export({ type: 'pkcs8', format: 'pem' }).toString() } };
}

function newKeys(): { readonly key: KeyObject; readonly spki: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { key: privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) };
}

const DAY = 86_400_000;

function certificate(
  issuer: Buffer,
  subject: Buffer,
  spki: Buffer,
  by: KeyObject,
  extensions: readonly Buffer[],
): string {
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const body = sequence(
    tagged(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    issuer,
    sequence(time(Date.now() - DAY), time(Date.now() + DAY)),
    subject,
    spki,
    tagged(0xa3, sequence(...extensions)),
  );
  const der = sequence(body, algorithm, bits(sign('sha256', body, by)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function nameOf(common: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(common)))));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [tagged(0x01, Buffer.of(0xff))] : []), tagged(0x04, value));
}

/** As in `20260301120000Z`. */
function time(at: number): Buffer {
  const digits = new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  return tagged(0x18, Buffer.from(digits));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(inSevenBits)]));
}

function inSevenBits(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function bits(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.of(0), bytes);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

/** A value with its tag and length, in DER. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
