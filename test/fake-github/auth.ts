import { createSign, createVerify, randomBytes } from 'node:crypto';
import type { App, Access, Account, Actor, Installation, Permissions } from './model.ts';
import { isObject, parseJson, textOf } from './json.ts';
import type { JsonObject } from './json.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app' }
  | { readonly kind: 'person'; readonly account: Account }
  | { readonly kind: 'installation'; readonly installation: Installation; readonly token: InstallationToken };

export interface InstallationToken {
  readonly value: string;
  readonly installation: Installation;
  readonly expiresAt: number;
  readonly permissions: Permissions;
  /** Narrowed to these numbers, or everything the installation covers. */
  readonly repositories: ReadonlySet<number> | 'all';
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app – tokens live one hour. */
const TOKEN_LIFE = 3_600_000;
/** A JWT may live ten minutes, and not a second more. */
const JWT_LIFE = 600;

export class Credentials {
  private readonly world: World;
  private readonly tokens = new Map<string, InstallationToken>();
  private readonly people = new Map<string, Account>();

  constructor(world: World) {
    this.world = world;
  }

  installationToken(
    installation: Installation,
    narrowed: Partial<Pick<InstallationToken, 'permissions' | 'repositories'>> = {},
  ): InstallationToken {
    const value = `ghs_${randomBytes(18).toString('hex')}`;
    const expiresAt = this.world.now() + TOKEN_LIFE;
    const token = {
      value,
      installation,
      expiresAt,
      permissions: installation.permissions,
      repositories: 'all' as const,
      ...narrowed,
    };
    this.tokens.set(value, token);
    return token;
  }

  personToken(account: Account): string {
    const value = `ghp_${randomBytes(18).toString('hex')}`;
    this.people.set(value, account);
    return value;
  }

  /** Throws 401 for anything that is not good now; no header at all is an anonymous caller. */
  callerOf(authorization: string | undefined): Caller {
    if (authorization === undefined) return { kind: 'anonymous' };
    const secret = authorization.replace(/^(bearer|token)\s+/i, '');
    if (secret.split('.').length === 3) return this.callerOfJwt(secret);
    const account = this.people.get(secret);
    if (account) return { kind: 'person', account };
    const token = this.tokens.get(secret);
    if (!token || token.expiresAt <= this.world.now()) throw badCredentials();
    const { installation } = token;
    if (!this.world.installations.includes(installation)) throw badCredentials();
    if (installation.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
    return { kind: 'installation', installation, token };
  }

  private callerOfJwt(jwt: string): Caller {
    const problem = jwtProblem(this.world.app, jwt, Math.floor(this.world.now() / 1000));
    if (problem !== undefined) throw new Refusal(401, problem);
    return { kind: 'app' };
  }
}

/** The app's own token, for tests that speak to the fake without a client library. */
export function signJwt(app: App, now: number, life = 540): string {
  const claims = { iat: now - 60, exp: now + life, iss: app.id };
  const signed = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(app.privateKey, 'base64url')}`;
}

export function actorOf(world: World, caller: Caller): Actor {
  if (caller.kind === 'person') return { account: caller.account, viaApp: false };
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  return world.bot();
}

export function nameOf(caller: Caller): string {
  if (caller.kind === 'person') return caller.account.login;
  return caller.kind === 'installation' ? `installation ${caller.installation.account.login}` : caller.kind;
}

export function allows(granted: Access | undefined, needed: Access): boolean {
  return granted === 'write' || granted === needed;
}

/** The messages are GitHub's: clients recognise them and correct their clock by the answer's `Date`. */
function jwtProblem(app: App, jwt: string, now: number): string | undefined {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const isOurs = createVerify('RSA-SHA256')
    .update(`${header}.${payload}`)
    .verify(app.publicKey, signature, 'base64url');
  const claims = decoded(payload);
  if (decoded(header)['alg'] !== 'RS256' || !isOurs) return 'A JSON web token could not be decoded';
  if (![String(app.id), app.clientId].includes(textOf(claims['iss'])))
    return "'Issuer' claim ('iss') must be an Integer";
  const { iat, exp } = claims;
  if (typeof iat !== 'number' || iat > now) {
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
  if (typeof exp !== 'number' || exp <= now) {
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  }
  return exp > now + JWT_LIFE ? "'Expiration time' claim ('exp') is too far in the future" : undefined;
}

function decoded(part: string): JsonObject {
  try {
    const value = parseJson(Buffer.from(part, 'base64url').toString());
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function badCredentials(): Refusal {
  return new Refusal(401, 'Bad credentials');
}
