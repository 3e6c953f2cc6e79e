/**
 * Signing in through an identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636), by
 * openid-client. State, nonce, issuer, audience, times and the signature of the ID token are checked; the provider only says
 * who somebody is. What they may do stays with the plant's own roles.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ROLE_NAMES } from '@millwright/workforce';
import * as oidc from 'openid-client';
import { parse } from 'yaml';
import { z } from 'zod';
import { StartError } from '../start-error.ts';
import { isLoopbackName } from './guard.ts';
import { randomSecret } from './secrets.ts';

/** Somebody at the provider's page comes back within this time, or begins again. */
export const PENDING_MS = 10 * 60_000;
const MOST_PENDING = 1000;
const REQUEST_SECONDS = 10;
const CLOCK_SKEW_SECONDS = 30;

/** Document of `--oidc`. */
const Settings = z.strictObject({
  /** `https://login.example.com/realms/works`; http only on the same machine. */
  issuer: z.url({ protocol: /^https?$/ }),
  /** Name of this server at the provider. */
  client: z.string().min(1),
  /** File with the client's secret, beside this document or absolute. Without one: a public client. */
  secretFile: z.string().min(1).optional(),
  /** What the button says: `Works account`. */
  label: z.string().min(1).max(60).default('Single sign-on'),
  scopes: z.array(z.string().min(1)).default(['openid', 'profile', 'email']),
  /** Claim that names the employee. An e-mail address counts only when the provider says that it is verified. */
  claim: z.string().min(1).default('preferred_username'),
  /** Employees whose id is not what the claim says: claim to id. */
  people: z.record(z.string(), z.string()).default({}),
  /** Claim with the groups of `admit`. */
  groups: z.string().min(1).default('groups'),
  /** Who is in a group is added as an employee with a role at the first sign-in. Without it only employees who are known come in. */
  admit: z
    .array(
      z.strictObject({
        group: z.string().min(1),
        role: z.enum(ROLE_NAMES),
        /** Path of the twin the role holds for; empty: the whole plant. */
        place: z.string().default(''),
        /** Default: every plant of the server. */
        plant: z.string().optional(),
      }),
    )
    .default([]),
});
export type ProviderSettings = z.infer<typeof Settings>;

/** Who somebody is, as the provider says. */
export interface Identity {
  /** Id the employee has or would have here. */
  employee: string;
  name: string;
  groups: ReadonlySet<string>;
}

/** Why somebody could not come in: in words for the page. */
export class ProviderError extends Error {}

interface Pending {
  verifier: string;
  state: string;
  nonce: string;
  redirect: string;
  expiresAt: number;
}

export class IdentityProvider {
  readonly settings: ProviderSettings;
  readonly #secret: string | undefined;
  /** By the value of the browser's cookie. */
  readonly #pending = new Map<string, Pending>();
  #found: oidc.Configuration | undefined;

  private constructor(settings: ProviderSettings, secret: string | undefined) {
    this.settings = settings;
    this.#secret = secret;
  }

  /** Reads the document; the provider itself is asked when somebody signs in. Throws StartError. */
  static async open(file: string): Promise<IdentityProvider> {
    const settings = await readSettings(file);
    const { hostname, protocol } = new URL(settings.issuer);
    if (protocol === 'http:' && !isLoopbackName(hostname)) {
      throw new StartError('oidc', `${file}: issuer must begin with https://, except on the same machine.`);
    }
    const { secretFile } = settings;
    if (secretFile === undefined) return new IdentityProvider(settings, undefined);
    const path = resolve(dirname(file), secretFile);
    try {
      return new IdentityProvider(settings, (await readFile(path, 'utf8')).trim());
    } catch (error) {
      throw new StartError(
        'oidc',
        `${file}: the client's secret cannot be read from ${path} (${wordsOf(error)}).`,
      );
    }
  }

  /** Begins: where to send the browser, and the value of the cookie it must come back with. Throws ProviderError. */
  async begin(origin: string): Promise<{ url: string; cookie: string }> {
    const config = await this.#configuration();
    const verifier = oidc.randomPKCECodeVerifier();
    const one: Pending = {
      verifier,
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      redirect: `${origin}/sign-in/provider/back`,
      expiresAt: Date.now() + PENDING_MS,
    };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: one.redirect,
      scope: this.settings.scopes.join(' '),
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: one.state,
      nonce: one.nonce,
    });
    const cookie = randomSecret();
    this.#pending.set(cookie, one);
    for (const key of this.#pending.keys()) {
      if (this.#pending.size <= MOST_PENDING) break;
      this.#pending.delete(key);
    }
    return { url: url.href, cookie };
  }

  /** Ends what the cookie began; it is good once. `query`: of the address the browser came back to. Throws ProviderError. */
  async finish(cookie: string, query: string): Promise<Identity> {
    const one = this.#pending.get(cookie);
    this.#pending.delete(cookie);
    if (one === undefined || one.expiresAt <= Date.now()) {
      throw new ProviderError('This sign-in was begun elsewhere, or too long ago. Begin it again.');
    }
    const config = await this.#configuration();
    let claims: oidc.IDToken | undefined;
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(`${one.redirect}?${query}`), {
        pkceCodeVerifier: one.verifier,
        expectedState: one.state,
        expectedNonce: one.nonce,
        idTokenExpected: true,
      });
      claims = tokens.claims();
    } catch (error) {
      throw new ProviderError(`${this.settings.issuer} did not confirm the sign-in: ${wordsOf(error)}`);
    }
    if (claims === undefined) throw new ProviderError(`${this.settings.issuer} did not say who it was.`);
    return this.#identityOf(claims);
  }

  #identityOf(claims: oidc.IDToken): Identity {
    const { claim, people, groups, issuer } = this.settings;
    const value = claims[claim];
    if (typeof value !== 'string' || value === '') {
      throw new ProviderError(
        `${issuer} does not tell the claim "${claim}". Let it send that claim, or name another in the document of --oidc.`,
      );
    }
    if (claim === 'email' && claims.email_verified !== true) {
      throw new ProviderError(`${issuer} has not verified the address ${value}.`);
    }
    const of = claims[groups];
    return {
      employee: Object.hasOwn(people, value) ? people[value] : value,
      name: typeof claims.name === 'string' && claims.name !== '' ? claims.name : value,
      groups: new Set(Array.isArray(of) ? of.filter((one) => typeof one === 'string') : []),
    };
  }

  /** What the provider says of itself, asked for once it answers. */
  async #configuration(): Promise<oidc.Configuration> {
    if (this.#found !== undefined) return this.#found;
    const { issuer, client } = this.settings;
    const secret = this.#secret;
    const server = new URL(issuer);
    try {
      this.#found = await oidc.discovery(
        server,
        client,
        { [oidc.clockTolerance]: CLOCK_SKEW_SECONDS },
        secret === undefined ? oidc.None() : oidc.ClientSecretBasic(secret),
        {
          timeout: REQUEST_SECONDS,
          execute: [
            oidc.enableNonRepudiationChecks,
            ...(server.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
          ],
        },
      );
      return this.#found;
    } catch (error) {
      throw new ProviderError(`The identity provider ${issuer} cannot be asked: ${wordsOf(error)}`);
    }
  }
}

async function readSettings(file: string): Promise<ProviderSettings> {
  let data: unknown;
  try {
    data = parse(await readFile(file, 'utf8'), { maxAliasCount: 0 });
  } catch (error) {
    throw new StartError('oidc', `The document of --oidc cannot be read: ${wordsOf(error)}`);
  }
  const read = Settings.safeParse(data);
  if (read.success) return read.data;
  const lines = read.error.issues.map(
    ({ path, message }) => `${file}: ${path.join('.') || 'document'}: ${message}`,
  );
  throw new StartError('oidc', lines.join('\n'));
}

/** With the cause, which often says more: no connection, a claim that is wrong. Never a secret: the library keeps them out. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const more = cause instanceof Error ? cause.message : '';
  const said = 'error_description' in error ? ` (${String(error.error_description)})` : '';
  return `${error.message}${said}${more === '' || more === error.message ? '' : ` (${more})`}`;
}
