import { request } from 'node:http';
import { PROBLEM_STATUS } from '@lampfield/protocol';
import fc from 'fast-check';
import { API_ROUTES, type RouteName } from '../http/api-routes.fixture.ts';
import { createLog } from '../ops/create-log.ts';
import {
  damaged,
  DEEP_JSON,
  hostileFields,
  hostileJson,
  hostileText,
  trials,
  TRIALS_TIMEOUT_MS,
} from '../testing/hostile-input.fixture.ts';
import { startRunningServer, TEST_PASSWORD, type RunningServer } from '../testing/running-server.ts';

/** Some calls are limited by the user: each trial is another one's. */
const USERS = 40;
const YAML = `
auth: { type: demo, users: ${String(USERS)} }
limits: { searchesPerSecond: 10000, idsPerUser: 100 }
directories: [{ id: demo, type: demo, size: 200, seed: 1 }]
sources: { JTAPI: { type: simulator, rate: 0 }, CUPS: { type: simulator, rate: 0 }, EXCHANGE: { type: simulator, rate: 0 } }
`;

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
  readonly cookies: readonly string[];
}

let running: RunningServer;
const signedIn: Record<string, string>[] = [];
const logged: string[] = [];

beforeAll(async () => {
  const log = createLog({ level: 'debug', destination: { write: (line) => void logged.push(line) } });
  running = await startRunningServer({ yaml: YAML, log });
  for (let user = 1; user <= USERS; user += 1) signedIn.push(await signIn(userName(user)));
});

afterAll(() => running.stop());

const userName = (user: number): string => ['attendant', 'colleague'][user - 1] ?? `user${String(user)}`;

async function signIn(username: string): Promise<Record<string, string>> {
  const body = JSON.stringify({ username, password: TEST_PASSWORD });
  const { cookies } = await send({ method: 'POST', path: '/api/login', headers: { 'Content-Type': 'application/json' }, body });
  const token = /^XSRF-TOKEN=([^;]+)/.exec(cookies.find((cookie) => cookie.startsWith('XSRF')) ?? '')?.[1] ?? '';
  return { Cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; '), 'X-XSRF-TOKEN': token };
}

function send({ method, path, headers, body }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Node's client leaves the length of a body out where it expects none, and what follows would be taken for another call.
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const call = request(running.url + path, { method, headers: { ...headers, ...length } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      const { 'content-type': type, 'set-cookie': cookies = [] } = answer.headers;
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, type, body: text, cookies }));
    });
    call.on('error', reject).end(body);
  });
}

/** Longer ones do not fit: Node itself answers 431 to a head of more than 16 KiB. */
const LONGEST_IN_PATH = 300;
// By way of bytes, because half a character has no place in a path.
const inPath = fc.oneof(
  hostileText.map((text) => encodeURIComponent(Buffer.from(text.slice(0, LONGEST_IN_PATH)).toString())),
  fc.constantFrom('%', '%ff', '%00', '%0d%0aX:y', '..', '.', '%2e%2e%2f', ';a=b', 'x_JTAPI'),
);
const names = fc.constantFrom(
  'dirId',
  'search',
  'limit',
  'hours',
  'host',
  'prefix',
  'cursor',
  'search[]',
  'a[b][c]',
  '__proto__',
  'limit',
);
const query = fc
  .array(fc.tuple(names, fc.oneof(fc.constantFrom('demo', '1', 'an'), inPath)), { maxLength: 5 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));
const item = hostileFields({ id: fc.oneof(hostileText, fc.constant('1000_JTAPI')), version: fc.nat() });
const body = hostileFields({
  username: hostileText,
  password: hostileText,
  items: fc.array(fc.oneof(item, hostileJson), { maxLength: 8 }),
  ids: fc.array(fc.oneof(hostileText, hostileJson), { maxLength: 8 }),
}).map((value) => JSON.stringify(value));
const bodies = fc.oneof(
  { weight: 6, arbitrary: body },
  { weight: 1, arbitrary: hostileJson.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.constantFrom(...DEEP_JSON) },
  { weight: 2, arbitrary: damaged(body.map((text) => Buffer.from(text))) },
);
const types = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'text/plain',
      'application/json; charset=utf-7',
      'application/json;;;',
      'multipart/form-data; boundary=x',
    ),
  },
);

/** A call of one route with everything in it as somebody hostile would have it; mostly by its own method, so that more than 405 is tried. */
function callOf({ method, path }: RouteName): fc.Arbitrary<Call> {
  const methods = fc.oneof(
    { weight: 9, arbitrary: fc.constant(method) },
    { weight: 1, arbitrary: fc.constantFrom('HEAD', 'PUT', 'OPTIONS', 'PROPFIND') },
  );
  const headers = fc.record({ type: types, encoding: fc.constantFrom(undefined, undefined, undefined, 'gzip', 'br', 'x') });
  return fc.record({ id: inPath, query, headers, methods, bodies, hasBody: fc.constant(method === 'POST') }).map((parts) => ({
    method: parts.methods,
    path: `${path.replace(':id', () => parts.id)}?${parts.query}`,
    headers: {
      ...(parts.hasBody && { 'Content-Type': parts.headers.type }),
      ...(parts.hasBody && parts.headers.encoding !== undefined && { 'Content-Encoding': parts.headers.encoding }),
    },
    ...(parts.hasBody && { body: parts.bodies }),
  }));
}

/** A problem with a known code that is nobody's fault but the caller's, or a success; never a word of what is inside. */
function expectDocumented({ status, type, body: text }: Answer, method: string): void {
  if (status < 300) {
    expect([200, 202, 204]).toContain(status);
    if (text !== '') expect([type, typeof JSON.parse(text)]).toEqual(['application/json; charset=utf-8', 'object']);
    return;
  }
  expect(type).toBe('application/problem+json');
  expect(status).not.toBe(500);
  if (method === 'HEAD') return;
  const { code } = JSON.parse(text) as { code: keyof typeof PROBLEM_STATUS };
  expect(PROBLEM_STATUS[code]).toBe(status);
  expect(text).not.toMatch(/node_modules|\.ts:\d|at [A-Za-z.]+ \(/);
}

/** Signing in fails too often for its address at last; so it comes last. */
const routes = API_ROUTES.toSorted((one, other) => Number(one.path === '/api/login') - Number(other.path === '/api/login'));

describe.each(routes)('$method $path, called by somebody hostile', (route) => {
  it(
    'answers with a success or a problem that it documents, and goes on',
    async () => {
      let trial = 0;
      await fc.assert(
        fc.asyncProperty(callOf(route), async (call) => {
          const user = (trial += 1) % USERS;
          const answer = await send({ ...call, headers: { ...signedIn[user], ...call.headers } });
          expectDocumented(answer, call.method);
          if (route.path === '/api/logout' && answer.status === 204) signedIn[user] = await signIn(userName(user + 1));
        }),
        trials(60),
      );
      expect(await send({ method: 'GET', path: '/api/reload', headers: signedIn[0] ?? {} })).toMatchObject({ status: 200 });
      expect(logged.filter((line) => !/^\{[^\p{Cc}\p{Zl}\p{Zp}]*\}\n$/u.test(line))).toEqual([]);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
    TRIALS_TIMEOUT_MS,
  );
});
