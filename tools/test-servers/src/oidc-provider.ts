import { join } from 'node:path';
import { getFreePort } from './free-port.ts';
import { portAnswers } from './port-answers.ts';
import { makeServerDirectory, SpawnedServer } from './spawned-server.ts';

/** Who is known to the provider, by the names they sign in with: further claims. */
export type OidcPeople = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a provider is started with. */
export interface OidcProviderOptions {
  /** Where the one client has its pages: browsers are sent nowhere else. */
  readonly redirectUri: string;
  readonly afterSignOutUri: string;
  readonly people: OidcPeople;
  /** Whether ID tokens have all claims; default false: the rest is told at the userinfo endpoint. */
  readonly idTokenClaims?: boolean;
  /** How its secret is to be sent; default in the header. `none`: it has no secret. */
  readonly clientAuthentication?: 'client_secret_basic' | 'client_secret_post' | 'none';
}

/** What the program is told. */
export interface ProviderSetup {
  readonly port: number;
  readonly client: Readonly<Record<string, unknown>>;
  readonly people: OidcPeople;
  readonly idTokenClaims: boolean;
}

/** A running provider. */
export interface RunningOidcProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly output: string;
  stop(): Promise<void>;
}

const CLIENT = { clientId: 'lampfield', clientSecret: 'secret of the client' } as const;

/** Starts a provider with one client, as a child of this process. Any password is right there. */
export async function startOidcProvider(options: OidcProviderOptions): Promise<RunningOidcProvider> {
  const { people, idTokenClaims = false, clientAuthentication = 'client_secret_basic' } = options;
  const port = await getFreePort();
  const client = {
    client_id: CLIENT.clientId,
    ...(clientAuthentication !== 'none' && { client_secret: CLIENT.clientSecret }),
    token_endpoint_auth_method: clientAuthentication,
    redirect_uris: [options.redirectUri],
    post_logout_redirect_uris: [options.afterSignOutUri],
    response_types: ['code'],
    grant_types: ['authorization_code'],
  };
  const setup: ProviderSetup = { port, client, people, idTokenClaims };
  const server = await SpawnedServer.start({
    name: 'oidc-provider',
    command: process.execPath,
    args: [join(__dirname, 'oidc-provider-program.mjs')],
    directory: await makeServerDirectory('oidc'),
    env: { OIDC_SETUP: JSON.stringify(setup), NODE_OPTIONS: '' },
    isReady: () => portAnswers(port),
  });
  return {
    ...CLIENT,
    issuer: `http://127.0.0.1:${String(port)}`,
    get output() {
      return server.output;
    },
    stop: () => server.stop(),
  };
}
