import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createVerifier } from '../../src/app/signature.ts';

/** GitHub's own example: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
const SECRET = "It's a Secret to Everybody";
const PAYLOAD = 'Hello, World!';
const SIGNATURE = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';

function matches(
  header: string,
  secrets: readonly string[] = [SECRET],
  chunks: readonly string[] = [PAYLOAD],
): boolean {
  const verifier = createVerifier(secrets);
  for (const chunk of chunks) verifier.update(Buffer.from(chunk));
  return verifier.matches(header);
}
const sign = (secret: string, body: string | Buffer) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

const ROWS: readonly (readonly [string, string, boolean, (readonly string[])?, (readonly string[])?])[] = [
  ['GitHub’s published example fits', SIGNATURE, true],
  ['it fits in whatever pieces the body comes', SIGNATURE, true, [SECRET], ['Hel', '', 'lo, Wor', 'ld!']],
  ['the second secret is as good, while one is being changed', SIGNATURE, true, ['the new secret', SECRET]],
  ['the first one too', SIGNATURE, true, [SECRET, 'the old secret']],
  ['another secret does not fit', SIGNATURE, false, ['another secret']],
  ['no secret fits nothing', SIGNATURE, false, []],
  ['one byte more does not fit', SIGNATURE, false, [SECRET], [PAYLOAD, '.']],
  ['an empty body does not fit', SIGNATURE, false, [SECRET], []],
  ['one digit changed', SIGNATURE.replace(/7$/, '8'), false],
  ['cut short', SIGNATURE.slice(0, -1), false],
  ['longer', `${SIGNATURE}0`, false],
  ['capital letters', SIGNATURE.toUpperCase(), false],
  ['without its name', SIGNATURE.slice('sha256='.length), false],
  ['with the old name', SIGNATURE.replace('sha256', 'sha1'), false],
  ['empty', '', false],
  ['as many characters, but not bytes', `${SIGNATURE.slice(0, -1)}é`, false],
];

/** Jest takes a test with more parameters than its row has values for one that wants a callback. */
const rows = ROWS.map(
  ([title, header, fits, secrets = [SECRET], chunks = [PAYLOAD]]) =>
    [title, header, fits, secrets, chunks] as const,
);

describe('a signature', () => {
  test.each(rows)('%s', (_, header, fits, secrets, chunks) => {
    expect(matches(header, secrets, chunks)).toBe(fits);
  });

  test('the bytes count, not the text', () => {
    const verifier = createVerifier([SECRET]);
    const body = Buffer.from([0xff, 0x00, 0xf0]);
    verifier.update(body);
    expect(verifier.matches(sign(SECRET, body))).toBe(true);
    expect(matches(sign(SECRET, 'Race √ 🏁'), [SECRET], ['Race √ 🏁'])).toBe(true);
  });
});
