import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { FakeAnswer, FakeRequest } from './fake-answers.fixture.ts';

/** What the fake knows of the one app that is registered with it. */
export interface FakeApp {
  readonly tenantId: string;
  readonly clientId: string;
  /** Value of its client secret; undefined when it has none. */
  secret?: string;
  /** PEM of its certificate; undefined when it has none. */
  certificate?: string;
}

/**
 * A FAKE of the token endpoint of Microsoft Entra, strict about what it is sent. From public pages:
 *
 * - the request, its errors' form: "OAuth 2.0 client credentials flow on the Microsoft identity platform", learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 * - the assertion (PS256, x5t#S256, aud, iss, sub, jti, nbf, exp): "Microsoft identity platform application authentication certificate credentials",
 *   learn.microsoft.com/entra/identity-platform/certificate-credentials
 * - the codes: "Microsoft Entra authentication and authorization error codes", learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export class FakeEntra {
  readonly app: FakeApp;
  /** Of a token; seconds. The real one gives 3600 to 5400. */
  expiresInSeconds = 3599;
  /** Tokens given out so far. */
  issued = 0;
  readonly #origin: string;
  readonly #nowMs: () => number;
  readonly #goodUntilMs = new Map<string, number>();

  /** @param nowMs monotonic milliseconds: tokens expire by it */
  constructor(origin: string, app: FakeApp, nowMs: () => number) {
    this.#origin = origin;
    this.app = app;
    this.#nowMs = nowMs;
  }

  /** No token that was given out is good any more, as after a password change or a revocation. */
  revokeAll(): void {
    this.#goodUntilMs.clear();
  }

  isGood(token: string): boolean {
    return this.#nowMs() < (this.#goodUntilMs.get(token) ?? -Infinity);
  }

  /** Answers a request for a token. */
  answer({ path, headers, body }: FakeRequest): FakeAnswer {
    if (path !== `/${this.app.tenantId}/oauth2/v2.0/token`) return refuse(400, 'invalid_request', 90_002);
    if (!(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
      return refuse(400, 'invalid_request', 900_144);
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'client_credentials') return refuse(400, 'unsupported_grant_type', 70_003);
    if (form.get('client_id') !== this.app.clientId) return refuse(400, 'unauthorized_client', 700_016);
    if (!(form.get('scope') ?? '').split(' ').includes(`${this.#origin}/.default`))
      return refuse(400, 'invalid_scope', 1_002_012);
    const code = this.#findFlaw(form);
    return code === undefined ? this.#issue() : refuse(401, 'invalid_client', code);
  }

  #issue(): FakeAnswer {
    this.issued += 1;
    const token = `fake.${createHash('sha256').update(String(this.issued)).digest('base64url')}.token`;
    this.#goodUntilMs.set(token, this.#nowMs() + this.expiresInSeconds * 1000);
    const document = {
      token_type: 'Bearer',
      expires_in: this.expiresInSeconds,
      ext_expires_in: this.expiresInSeconds,
      access_token: token,
    };
    return { status: 200, document };
  }

  #findFlaw(form: URLSearchParams): number | undefined {
    const { secret, certificate } = this.app;
    const assertion = form.get('client_assertion');
    if (assertion === null) return secret !== undefined && form.get('client_secret') === secret ? undefined : 7_000_215;
    if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') return 50_027;
    return certificate !== undefined && this.#isProof(assertion, certificate) ? undefined : 700_027;
  }

  #isProof(assertion: string, certificate: string): boolean {
    const [head = '', body = '', signature = ''] = assertion.split('.');
    const [header, claims] = [head, body].map(
      (part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>,
    );
    const { raw, publicKey } = new X509Certificate(certificate);
    const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    const expected = {
      alg: 'PS256',
      'x5t#S256': createHash('sha256').update(raw).digest('base64url'),
      aud: `${this.#origin}/${this.app.tenantId}/oauth2/v2.0/token`,
      iss: this.app.clientId,
      sub: this.app.clientId,
    };
    const told: Record<string, unknown> = { ...header, ...claims };
    const isAsExpected = Object.entries(expected).every(([name, value]) => told[name] === value);
    const isFresh = typeof told['jti'] === 'string' && Number(told['exp']) > Number(told['nbf']);
    return isAsExpected && isFresh && verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
  }
}

/** The form of the page on the flow; the ids are that page's own kind of nonsense. */
function refuse(status: number, error: string, code: number): FakeAnswer {
  const description = `AADSTS${String(code)}: Something that carries ids.\r\nTrace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333\r\nTimestamp: 2026-11-30 02:02:12Z`;
  return { status, document: { error, error_description: description, error_codes: [code], timestamp: '2026-11-30 02:02:12Z' } };
}
