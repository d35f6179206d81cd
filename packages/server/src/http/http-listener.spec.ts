import { connect } from 'node:net';
import type { ServerResponse } from 'node:http';
import { waitUntil } from '@lampfield/test-servers';
import { ManualClock } from '../testing/manual-clock.ts';
import { HALF_CLOSED_MS, HttpListener, ListenError } from './http-listener.ts';

const GRACE_MS = 1000;

let clock: ManualClock;
let waiting: ServerResponse[];
let listener: HttpListener;
let url: string;

beforeEach(async () => {
  clock = new ManualClock();
  waiting = [];
  listener = new HttpListener((req, res) => (req.url === '/wait' ? void waiting.push(res) : void res.end('ok')), clock);
  url = `http://127.0.0.1:${String(await listener.listen({ host: '127.0.0.1', port: 0 }))}`;
});

afterEach(async () => {
  const drained = listener.drain(GRACE_MS);
  clock.advance(GRACE_MS);
  await drained;
});

it('listens on a free port when none is named', async () => {
  expect(await (await fetch(url)).text()).toBe('ok');
});

it('says why it cannot listen', async () => {
  const second = new HttpListener((_req, res) => void res.end(), clock);
  const port = Number(new URL(url).port);
  const taken = second.listen({ host: '127.0.0.1', port });
  await expect(taken).rejects.toBeInstanceOf(ListenError);
  await expect(taken).rejects.toThrow(`cannot listen on 127.0.0.1, port ${String(port)}: another program listens there already`);
  await expect(second.listen({ host: '192.0.2.1', port: 0 })).rejects.toThrow(/this machine has no such address/);
});

it('drains at once when nobody is waiting, idle connections or not', async () => {
  await (await fetch(url)).text();
  await listener.drain(GRACE_MS);
  expect(clock.pendingCount).toBe(0);
});

it('lets a running call end before it settles, and takes no new connections', async () => {
  const answer = fetch(`${url}/wait`);
  await waitUntil(() => waiting.length === 1, { what: 'the call' });
  let isDrained = false;
  const drained = listener.drain(GRACE_MS).then(() => (isDrained = true));
  await expect(fetch(url)).rejects.toThrow();
  expect(isDrained).toBe(false);
  waiting[0]?.end('late');
  expect(await (await answer).text()).toBe('late');
  await drained;
});

it('cuts off what is left after the grace', async () => {
  const answer = fetch(`${url}/wait`);
  await waitUntil(() => waiting.length === 1, { what: 'the call' });
  const silent = connect(Number(new URL(url).port), '127.0.0.1');
  // How its end shows is up to the kernel.
  silent.on('error', () => undefined);
  await new Promise<void>((resolve) => silent.once('connect', resolve));
  silent.write('GET / HTTP/1.1\r\n');
  const [isClosed, isRefused] = [new Promise((resolve) => silent.once('close', resolve)), expect(answer).rejects.toThrow()];
  const drained = listener.drain(GRACE_MS);
  clock.advance(GRACE_MS);
  await Promise.all([drained, isClosed, isRefused]);
});

it('closes a connection that it has ended, though the caller keeps his end open after an upgrade that nobody serves', async () => {
  listener.server.once('upgrade', (_req, socket) => socket.end());
  const half = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  half.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await new Promise((resolve) => half.resume().once('end', resolve));
  const count = (): Promise<number> =>
    new Promise((resolve, reject) => {
      listener.server.getConnections((error, connections) => (error === null ? resolve(connections) : reject(error)));
    });
  clock.advance(HALF_CLOSED_MS - 1);
  expect(await count()).toBe(1);
  clock.advance(1);
  await waitUntil(async () => (await count()) === 0, { what: 'the connection to be closed' });
  half.destroy();
  expect(clock.pendingCount).toBe(0);
});
