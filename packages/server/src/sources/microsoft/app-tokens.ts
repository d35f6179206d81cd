import { ConfidentialClientApplication, LogLevel, type Configuration } from '@azure/msal-node';
import type { Clock } from '../../ports/clock.ts';
import { describeError } from '../describe-error.ts';
import { ServiceFailure } from '../web/service-failure.ts';
import type { WebCaller } from '../web/web-caller.ts';
import { readAppCertificate } from './app-certificate.ts';
import type { MicrosoftAppOptions } from './microsoft-app-options.ts';
import { MsalNetwork } from './msal-network.ts';
import { unlessAborted } from '../web/unless-aborted.ts';

/** A token is renewed this long before it expires, or a tenth of its life if that is less; milliseconds. */
const RENEWED_BEFORE_MS = 300_000;

/** While a token is still good, a renewal that failed is tried again after this long; milliseconds. */
const RENEWAL_PAUSE_MS = 30_000;

/** Parts of {@link AppTokens}. */
export interface AppTokensParts {
  readonly options: MicrosoftAppOptions;
  readonly web: Pick<WebCaller, 'call'>;
  readonly clock: Pick<Clock, 'monotonicMs' | 'wallMs'>;
  /** Of one request for a token. */
  readonly timeoutMs: number;
}

/** Times are monotonic milliseconds. */
interface HeldToken {
  readonly text: string;
  readonly expiresAtMs: number;
  renewAtMs: number;
}

/**
 * Tokens for Microsoft Graph in the app's own name (client credentials, RFC 6749, section 4.4), one at a time: kept until shortly before it expires, one request for
 * all who wait. Only here is a token ever in a variable that outlives a call; it goes into no log and no error.
 */
export class AppTokens {
  readonly #parts: AppTokensParts;
  #held: HeldToken | undefined;
  #renewing: Promise<string> | undefined;

  constructor(parts: AppTokensParts) {
    this.#parts = parts;
  }

  /**
   * A token that is good for now.
   *
   * @throws ServiceFailure `refused` when the app is not let in (its words have the AADSTS code), `throttled`, or `lost`; also when nobody waits any more
   */
  async get(signal: AbortSignal): Promise<string> {
    const held = this.#held;
    if (held !== undefined && this.#parts.clock.monotonicMs() < held.renewAtMs) return held.text;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return unlessAborted(this.#renewing, signal);
  }

  /** Somebody refused this token: it is not given out again. */
  drop(text: string): void {
    if (this.#held?.text === text) this.#held = undefined;
  }

  async #renew(): Promise<string> {
    const askedAtMs = this.#parts.clock.monotonicMs();
    try {
      this.#held = await this.#request(askedAtMs);
    } catch (error) {
      const nowMs = this.#parts.clock.monotonicMs();
      if (this.#held === undefined || nowMs >= this.#held.expiresAtMs) throw error;
      this.#held.renewAtMs = Math.min(nowMs + RENEWAL_PAUSE_MS, this.#held.expiresAtMs);
    }
    return this.#held.text;
  }

  async #request(askedAtMs: number): Promise<HeldToken> {
    const { options, web, clock, timeoutMs } = this.#parts;
    const network = new MsalNetwork({ web, timeoutMs, wallMs: () => clock.wallMs() });
    const text = await requestToken(configure(options, network, clock.wallMs()), scopeOf(options)).catch((error: unknown) => {
      throw network.failure ?? toFailure(error);
    });
    const lifeMs = network.expiresInSeconds * 1000;
    const expiresAtMs = askedAtMs + lifeMs;
    return { text, expiresAtMs, renewAtMs: expiresAtMs - Math.min(RENEWED_BEFORE_MS, lifeMs / 10) };
  }
}

/** A client of its own for each token: MSAL's cache and its memory of being throttled are ours to keep, and a renewed certificate is taken up. */
async function requestToken(configuration: Configuration, scope: string): Promise<string> {
  const client = new ConfidentialClientApplication(configuration);
  const result = await client.acquireTokenByClientCredential({ scopes: [scope], skipCache: true });
  const text = result?.accessToken ?? '';
  // RFC 6750, section 2.1: what may stand behind "Bearer".
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(text)) throw new ServiceFailure('lost', 'Entra answers without a token');
  return text;
}

function configure(options: MicrosoftAppOptions, network: MsalNetwork, wallMs: number): Configuration {
  const { host, origin } = new URL(options.authority);
  const base = `${origin}/${options.tenantId}`;
  return {
    auth: {
      clientId: options.clientId,
      // MSAL takes only https here; where requests go is what the metadata says.
      authority: `https://${host}/${options.tenantId}`,
      knownAuthorities: [host],
      authorityMetadata: JSON.stringify({
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      }),
      ...credentialOf(options, wallMs),
    },
    system: {
      networkClient: network,
      loggerOptions: { loggerCallback: () => undefined, logLevel: LogLevel.Error, piiLoggingEnabled: false },
    },
  };
}

function credentialOf(
  options: MicrosoftAppOptions,
  wallMs: number,
): Pick<Configuration['auth'], 'clientSecret' | 'clientCertificate'> {
  const { clientSecret, certificateFile, privateKeyFile } = options;
  if (clientSecret !== undefined) return { clientSecret };
  if (certificateFile !== undefined && privateKeyFile !== undefined)
    return { clientCertificate: readAppCertificate({ certificateFile, privateKeyFile }, wallMs) };
  throw new ServiceFailure('refused', 'the app needs clientSecret, or certificateFile and privateKeyFile');
}

/** All that was consented to: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow. */
function scopeOf({ endpoint }: MicrosoftAppOptions): string {
  return `${new URL(endpoint).origin}/.default`;
}

function toFailure(error: unknown): ServiceFailure {
  if (error instanceof ServiceFailure) return error;
  return new ServiceFailure('lost', `no token could be asked for (${describeError(error)})`);
}
