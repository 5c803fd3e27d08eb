import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';

/** Signs a body as it streams by, with every secret that is valid now. */
export interface Verifier {
  update(chunk: Buffer): void;
  /** Whether the `X-Hub-Signature-256` header fits the bytes seen. */
  matches(header: string): boolean;
}

/**
 * HMAC-SHA256 over the raw bytes, compared in constant time
 * (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries). Two secrets at once let
 * an operator change theirs without losing a delivery.
 */
export function createVerifier(secrets: readonly string[]): Verifier {
  const hmacs: readonly Hmac[] = secrets.map((secret) => createHmac('sha256', secret));
  return {
    update(chunk) {
      for (const hmac of hmacs) hmac.update(chunk);
    },
    matches(header) {
      const given = Buffer.from(header);
      const valid = hmacs.map((hmac) => Buffer.from(`sha256=${hmac.digest('hex')}`));
      // Every secret is tried, so that time does not tell which one fits.
      return valid
        .map((expected) => given.length === expected.length && timingSafeEqual(given, expected))
        .includes(true);
    },
  };
}
