import { RealtimeTestServer } from './realtime-server.fixture.ts';

let server: RealtimeTestServer;
let cookie: string;

beforeEach(async () => {
  server = await RealtimeTestServer.start();
  ({ cookie } = server.signIn());
});

afterEach(() => server.stop());

/** One request of long polling, as some page makes a browser send it. */
async function poll(query: string, headers: Record<string, string> = {}, body?: string) {
  const method = body === undefined ? 'GET' : 'POST';
  const init = { method, headers: { cookie, 'content-type': 'text/plain', ...headers }, ...(body !== undefined && { body }) };
  const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling${query}`, init);
  return { status: response.status, text: await response.text() };
}

/** Opens a connection and gives what names it in further requests. */
async function open(): Promise<string> {
  const { text } = await poll('');
  return `&sid=${(JSON.parse(text.slice(1)) as { sid: string }).sid}`;
}

it('a script tag gets nothing: no page of another origin can read what is pushed', async () => {
  expect(await poll('&j=0')).toMatchObject({ status: 403, text: '{"code":4,"message":"JSONP"}' });
  const connection = await open();
  expect((await poll(`${connection}&j=0`)).status).toBe(403);
  expect((await poll(`${connection}&j=0`, {}, 'd=40')).status).toBe(403);
});

it.each([
  ['Origin', 'http://127.0.0.1:9'],
  ['Origin', 'http://evil.example'],
  ['Origin', 'null'],
])('a connection that is open takes nothing from a page with the %s %s', async (name, value) => {
  const connection = await open();
  expect((await poll(connection, { [name]: value }, '40')).status).toBe(403);
  expect((await poll(connection, { [name]: value })).status).toBe(403);
  expect(server.doors.connections.size).toBe(0);
});

it('a connection that is open goes on for its own page', async () => {
  const connection = await open();
  expect((await poll(connection, { Origin: server.url }, '40')).status).toBe(200);
  expect((await poll(connection)).text).toMatch(/^40/);
  expect(server.doors.connections.size).toBe(1);
});
