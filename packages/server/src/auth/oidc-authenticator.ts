import * as oidc from 'openid-client';
import {
  AuthUnavailableError,
  type AuthenticatedUser,
  type Authenticator,
  type RedirectSignIn,
  type SignInJourney,
  type SignInReturn,
} from '../ports/authenticator.ts';
import type { AuthMethod, ConnectorContext } from '../ports/connector.ts';
import { readOidcUser } from './oidc-claims.ts';
import { OIDC_AUTH_OPTIONS, type OidcOptions } from './oidc-options.ts';
import { OidcProvider } from './oidc-provider.ts';

/** Signs people in at an OpenID Connect provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, section 3.1). */
export const oidcAuth: AuthMethod<typeof OIDC_AUTH_OPTIONS> = {
  name: 'oidc',
  options: OIDC_AUTH_OPTIONS,
  create: (options, context) => new OidcAuthenticator(options, context),
};

const HOUR_MS = 3_600_000;

/** What of a journey has to be known at its end. */
interface Memo {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

class OidcAuthenticator implements Authenticator, RedirectSignIn {
  readonly label: string;
  readonly longestSessionMs: number;
  readonly redirect = this;
  readonly #options: OidcOptions;
  readonly #context: ConnectorContext;
  readonly #provider: OidcProvider;

  constructor(options: OidcOptions, context: ConnectorContext) {
    this.#options = options;
    this.#context = context;
    this.#provider = new OidcProvider(options, context.clock);
    this.label = options.label;
    this.longestSessionMs = options.sessionHours * HOUR_MS;
  }

  /** Passwords are the provider's business. */
  authenticate(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async begin(callbackUrl: string): Promise<SignInJourney> {
    const config = await this.#provider.getConfiguration();
    const memo: Memo = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: callbackUrl,
      scope: [...new Set(['openid', ...this.#options.scopes])].join(' '),
      state: memo.state,
      nonce: memo.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(memo.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, memo: JSON.stringify(memo) };
  }

  async finish(returnedUrl: string, memoText: string): Promise<SignInReturn | undefined> {
    const config = await this.#provider.getConfiguration();
    const memo = JSON.parse(memoText) as Memo;
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(returnedUrl), {
        expectedState: memo.state,
        expectedNonce: memo.nonce,
        pkceCodeVerifier: memo.verifier,
        idTokenExpected: true,
      });
      const user = await this.#readUser(config, tokens);
      return user && { user, signOutHint: tokens.id_token ?? '' };
    } catch (error) {
      this.#refuseOrThrow(error);
      return undefined;
    }
  }

  async findSignOutUrl(afterwardsUrl: string, hint: string | undefined): Promise<string | undefined> {
    const config = await this.#provider.getConfiguration();
    if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
    const hints = hint === undefined ? {} : { id_token_hint: hint };
    return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: afterwardsUrl, ...hints }).href;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  /** Providers tell some claims only when they are asked for them; what the ID token says counts for more, as it is signed. */
  async #readUser(config: oidc.Configuration, tokens: OidcTokens): Promise<AuthenticatedUser | undefined> {
    const claims = tokens.claims();
    if (claims === undefined) return undefined;
    const told = readOidcUser(claims, this.#options);
    const isComplete = 'user' in told && told.isComplete;
    const mayAsk = config.serverMetadata().userinfo_endpoint !== undefined;
    const all =
      isComplete || !mayAsk ? claims : { ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
    const read = readOidcUser(all, this.#options);
    if ('user' in read) return read.user;
    this.#context.log.warn({ claim: this.#options.usernameClaim, problem: read.problem }, 'sign-in refused: no user name');
    return undefined;
  }

  /** What the provider said no to, or what does not fit together, is no sign-in; that it cannot be asked is something else. */
  #refuseOrThrow(error: unknown): void {
    const { code, error: said } = error as { code?: unknown; error?: unknown };
    const isRefusal = error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError;
    const isMisfit =
      error instanceof oidc.ClientError && code !== 'OAUTH_TIMEOUT' && code !== 'OAUTH_ABORT' && !isServerFault(error);
    if (!isRefusal && !isMisfit) {
      throw new AuthUnavailableError('The OpenID Connect provider cannot be asked', { cause: error });
    }
    this.#context.log.warn({ code, error: said }, 'sign-in refused: what came from the provider is no sign-in');
  }
}

type OidcTokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;

/** An answer of the provider that it should not have given: 5xx, say. */
function isServerFault({ cause }: Error): boolean {
  return cause instanceof Response && cause.status >= 500;
}
