/**
 * Signing in through an identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636), by
 * openid-client. State, nonce, issuer, audience, times and the signature of the ID token are checked; the provider only says
 * who somebody is. What they may do stays with the plant's own roles.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Plant } from '@millwright/model';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { StartError } from '../start-error.ts';
import { FIRST_EMPLOYEE, isLoopbackName } from './guard.ts';
import { type ProviderSettings, readProviderSettings, refusePlaces } from './provider-settings.ts';

/** Somebody at the provider's page comes back within this time, or begins again. */
export const PENDING_MS = 10 * 60_000;
/** After the provider could not be asked, it is left alone for this long. */
const REST_MS = 2000;
const REQUEST_SECONDS = 10;
const CLOCK_SKEW_SECONDS = 30;

/** Who somebody is, as the provider says. */
export interface Identity {
  /** Id the employee has or would have here. */
  employee: string;
  name: string;
  groups: ReadonlySet<string>;
}

/** Why somebody could not come in: in words for the page. */
export class ProviderError extends Error {}

/** A sign-in that was begun. It travels in the browser's cookie, sealed: nothing is kept here that a flood could fill. */
const Pending = z.strictObject({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  redirect: z.string(),
  expiresAt: z.number(),
});

export class IdentityProvider {
  readonly settings: ProviderSettings;
  readonly #file: string;
  readonly #secret: string | undefined;
  readonly #key = randomBytes(32);
  #found: Promise<oidc.Configuration> | undefined;

  private constructor(file: string, settings: ProviderSettings, secret: string | undefined) {
    this.#file = file;
    this.settings = settings;
    this.#secret = secret;
  }

  /** Reads the document; the provider itself is asked when somebody signs in. Throws StartError. */
  static async open(file: string): Promise<IdentityProvider> {
    const settings = await readProviderSettings(file);
    const { hostname, protocol } = new URL(settings.issuer);
    if (protocol === 'http:' && !isLoopbackName(hostname)) {
      throw new StartError('oidc', `${file}: issuer must begin with https://, except on the same machine.`);
    }
    const { secretFile } = settings;
    if (secretFile === undefined) return new IdentityProvider(file, settings, undefined);
    const path = resolve(dirname(file), secretFile);
    try {
      return new IdentityProvider(file, settings, (await readFile(path, 'utf8')).trim());
    } catch (error) {
      throw new StartError(
        'oidc',
        `${file}: the client's secret cannot be read from ${path} (${wordsOf(error)}).`,
      );
    }
  }

  /** Throws StartError where a group is admitted to a plant or a place that is none of these. */
  refuseUnknownPlaces(plants: readonly Plant[]): Promise<void> {
    return refusePlaces(this.#file, this.settings, plants);
  }

  /** Begins: where to send the browser, and the value of the cookie it must come back with. Throws ProviderError. */
  async begin(origin: string): Promise<{ url: string; cookie: string }> {
    const config = await this.#configuration();
    const verifier = oidc.randomPKCECodeVerifier();
    const one: z.infer<typeof Pending> = {
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
    return { url: url.href, cookie: seal(this.#key, JSON.stringify(one)) };
  }

  /** Ends what the cookie began; the provider takes a code once. `query`: of the address the browser came back to. Throws ProviderError. */
  async finish(cookie: string, query: string): Promise<Identity> {
    const text = unseal(this.#key, cookie);
    const one = text === undefined ? undefined : Pending.parse(JSON.parse(text));
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
    const { claim, people, groups, issuer, admit } = this.settings;
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
    // Entra ID names no groups at all for who is in too many (OpenID Connect Core 5.6.2): that is not "in none".
    const elsewhere = claims._claim_names;
    if (admit.length > 0 && of === undefined && isRecord(elsewhere) && groups in elsewhere) {
      throw new ProviderError(
        `${issuer} did not send the claim "${groups}" because you are in too many groups. Let it send only those that are assigned to this application.`,
      );
    }
    const named = Object.hasOwn(people, value);
    if (!named && value === FIRST_EMPLOYEE) {
      throw new ProviderError(
        `"${value}" is the first administrator here. Whose name this is at ${issuer}, the document of --oidc says under "people".`,
      );
    }
    return {
      employee: named ? people[value] : value,
      name: typeof claims.name === 'string' && claims.name !== '' ? claims.name : value,
      groups: new Set((Array.isArray(of) ? of : [of]).filter((one) => typeof one === 'string')),
    };
  }

  /** What the provider says of itself: asked for once, by all who wait; a while after it failed, again. */
  #configuration(): Promise<oidc.Configuration> {
    if (this.#found === undefined) {
      const found = this.#discover();
      this.#found = found;
      found.catch(() => setTimeout(() => (this.#found = undefined), REST_MS).unref());
    }
    return this.#found;
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, client } = this.settings;
    const secret = this.#secret;
    const server = new URL(issuer);
    try {
      return await oidc.discovery(
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
    } catch (error) {
      throw new ProviderError(`The identity provider ${issuer} cannot be asked: ${wordsOf(error)}`);
    }
  }
}

/** AES-256-GCM: 12 bytes of nonce, 16 of tag, the text. */
function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Undefined for anything that was not sealed with this key. */
function unseal(key: Buffer, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < 29) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    return decipher.update(bytes.subarray(28)).toString('utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

/** With the cause, which often says more: no connection, a claim that is wrong. Never a secret: the library keeps them out. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const more = cause instanceof Error ? cause.message : '';
  const said = 'error_description' in error ? ` (${String(error.error_description)})` : '';
  return `${error.message}${said}${more === '' || more === error.message ? '' : ` (${more})`}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
