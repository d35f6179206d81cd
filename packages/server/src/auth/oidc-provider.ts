import * as oidc from 'openid-client';
import { isLoopbackHost } from '../core/loopback-host.ts';
import { AuthUnavailableError } from '../ports/authenticator.ts';
import type { Clock } from '../ports/clock.ts';
import type { OidcOptions } from './oidc-options.ts';

/** How long what the provider says of itself is believed. Its keys are looked after by the library, as they change. */
const METADATA_MS = 3_600_000;

/** What is known of the provider, read when it is first needed and then from time to time. */
export class OidcProvider {
  readonly #options: OidcOptions;
  readonly #clock: Clock;
  #configuration: oidc.Configuration | undefined;
  #readAtMs = 0;
  #reading: Promise<oidc.Configuration> | undefined;

  constructor(options: OidcOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Rejects with AuthUnavailableError while the provider cannot be asked and never could. */
  async getConfiguration(): Promise<oidc.Configuration> {
    const known = this.#configuration;
    if (known !== undefined && this.#clock.monotonicMs() - this.#readAtMs < METADATA_MS) return known;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    try {
      return await this.#reading;
    } catch (error) {
      if (known !== undefined) return known;
      throw new AuthUnavailableError('The OpenID Connect provider cannot be asked', { cause: error });
    }
  }

  async #read(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret, timeoutSeconds } = this.#options;
    const url = new URL(issuer);
    // The configuration has been checked: http is for loopback only.
    const insecure = url.protocol === 'http:' && isLoopbackHost(url.hostname) ? [oidc.allowInsecureRequests] : [];
    // That the ID token came over TLS would do (OpenID Connect Core, 3.1.3.7); its signature is checked all the same.
    const execute = [...insecure, oidc.enableNonRepudiationChecks];
    const authentication = clientSecret === undefined ? oidc.None() : secretAuthentication(clientSecret);
    const configuration = await oidc.discovery(url, clientId, {}, authentication, { execute, timeout: timeoutSeconds });
    this.#configuration = configuration;
    this.#readAtMs = this.#clock.monotonicMs();
    return configuration;
  }
}

/** As the provider wants it: in the header, which is what holds if it says nothing (OpenID Connect Discovery 1.0), or else in the body. */
function secretAuthentication(secret: string): oidc.ClientAuth {
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  // The library's own interface.
  return (...call: Parameters<oidc.ClientAuth>) => {
    const methods = call[0].token_endpoint_auth_methods_supported;
    (methods === undefined || methods.includes('client_secret_basic') ? basic : post)(...call);
  };
}
