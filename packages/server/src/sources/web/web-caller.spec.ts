import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@lampfield/test-servers';
import { ManualClock } from '../../testing/manual-clock.ts';
import { headerOf, WebCaller, type WebRequest } from './web-caller.ts';

describe('a web caller', () => {
  const clock = new ManualClock();
  let asked: string[] = [];
  let server: Server;
  let origin: string;
  let caller: WebCaller;

  beforeEach(async () => {
    asked = [];
    server = createServer((message, response) => {
      asked.push(`${message.method ?? ''} ${message.url ?? ''}`);
      if (message.url?.startsWith('/silent') === true) return;
      if (message.url === '/away') return void response.writeHead(302, { Location: '/other' }).end();
      if (message.url === '/cut')
        return void response.writeHead(200, { 'Content-Length': '100' }).write('half', () => response.destroy());
      if (message.url === '/closing') response.shouldKeepAlive = false;
      response.writeHead(message.url === '/busy' ? 503 : 200, { 'Retry-After': '7', 'Set-Cookie': ['a=1', 'b=2'] });
      message.on('data', (piece) => response.write(piece)).on('end', () => response.end('őszi'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    caller = new WebCaller(clock, { connections: 2 });
  });

  afterEach(async () => {
    await caller.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(clock.pendingCount).toBe(0);
  });

  const call = (path: string, more: Partial<WebRequest> = {}) =>
    caller.call({ method: 'POST', url: new URL(path, origin), body: '', timeoutMs: 1000, mostBytes: 100, ...more });

  it('gives status, headers and the whole text', async () => {
    const answer = await call('/busy', { body: 'some ' });
    expect([answer.status, answer.body, headerOf(answer, 'Retry-After'), headerOf(answer, 'Set-Cookie')]).toEqual([
      503,
      'some őszi',
      '7',
      'a=1',
    ]);
  });

  it('keeps its connections, also when calls follow one another just after one was closed', async () => {
    const single = new WebCaller(clock, { connections: 1 });
    const connections: (number | undefined)[] = [];
    for (const path of ['/', '/', '/closing', '/', '/', '/']) {
      await single.call({ method: 'POST', url: new URL(path, origin), body: '', timeoutMs: 1000, mostBytes: 100 });
      connections.push(single.connection?.number);
    }
    expect(connections).toEqual([1, 1, 1, 2, 2, 2]);
    await single.close();
  });

  it('follows no redirect', async () => {
    expect((await call('/away')).status).toBe(302);
    expect(asked).toEqual(['POST /away']);
  });

  it('gives up when the time is over', async () => {
    const failing = expect(call('/silent?secret=1')).rejects.toMatchObject({
      kind: 'lost',
      message: `${origin}/silent did not answer within 1000 ms`,
    });
    await waitUntil(() => asked.length === 1, { what: 'the call to arrive' });
    clock.advance(1000);
    await failing;
  });

  it('goes by another name where its path says too much', async () => {
    const answering = call('/', { body: 'x'.repeat(96), name: 'the mailbox' });
    await expect(answering).rejects.toMatchObject({ message: 'the mailbox answers with more than 100 bytes' });
  });

  it('gives up when nobody wants the answer any more, also when that was so before', async () => {
    const wanted = new AbortController();
    const failing = expect(call('/silent', { signal: wanted.signal })).rejects.toMatchObject({ kind: 'lost' });
    await waitUntil(() => asked.length === 1, { what: 'the call to arrive' });
    wanted.abort();
    await failing;
    await expect(call('/', { signal: wanted.signal })).rejects.toMatchObject({ kind: 'lost' });
    expect(asked).toHaveLength(1);
  });

  it('reads no more than it may', async () => {
    await expect(call('/', { body: 'x'.repeat(96) })).rejects.toMatchObject({
      kind: 'lost',
      message: `${origin}/ answers with more than 100 bytes`,
    });
  });

  it.each([
    ['an answer that breaks off', '/cut'],
    ['nobody listening', 'http://127.0.0.1:1/'],
  ])('says lost for %s', async (_what, path) => {
    await expect(call(path)).rejects.toMatchObject({ kind: 'lost', message: expect.stringContaining('cannot be reached') });
  });

  it('says refused for a file of certificates that is not there', async () => {
    const other = new WebCaller(clock, { connections: 1, caFile: '/nowhere/ca.pem' });
    await expect(other.call({ method: 'GET', url: new URL(origin), timeoutMs: 1000, mostBytes: 1 })).rejects.toMatchObject({
      kind: 'refused',
      message: 'caFile /nowhere/ca.pem cannot be read',
    });
  });

  it.each([
    ['nothing', ''],
    ['other text', 'no certificate'],
    ['broken Base64', '-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n'],
    ['a certificate that is none', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['a certificate without its end', '-----BEGIN CERTIFICATE-----\nMIIB\n'],
  ])('says refused for a file of certificates with %s in it', async (_what, text) => {
    const folder = mkdtempSync(join(tmpdir(), 'web-caller-'));
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, text);
    const other = new WebCaller(clock, { connections: 1, caFile });
    await expect(other.call({ method: 'GET', url: new URL(origin), timeoutMs: 1000, mostBytes: 1 })).rejects.toMatchObject({
      kind: 'refused',
      message: `caFile ${caFile} holds no readable certificate (PEM)`,
    });
    await other.close();
    rmSync(folder, { recursive: true });
  });
});
