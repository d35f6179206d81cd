import { once } from 'node:events';
import { createServer, Socket, type AddressInfo, type Server } from 'node:net';
import { TLSSocket } from 'node:tls';
import { waitUntil } from '@lampfield/test-servers';
import fc from 'fast-check';
import { systemClock } from '../system-clock.ts';
import { DirectWriter } from './direct-writer.ts';

/** More than the network takes of a reader that does not read. */
const A_LOT = 8 * 1024 * 1024;

let server: Server;
let writer: DirectWriter;

beforeEach(async () => {
  writer = new DirectWriter();
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.close();
  await once(server, 'close');
});

/** A socket of the server, and how its far end reads. */
async function connect() {
  const far = new Socket();
  far.connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  const read = { text: '' };
  far.setEncoding('latin1').pause();
  far.on('data', (chunk: string) => (read.text += chunk));
  far.pause();
  const close = async (): Promise<void> => {
    for (const end of [socket, far]) end.destroy();
    await waitUntil(() => socket.closed && far.closed, { what: 'both ends to close' });
  };
  return { socket, far, read, close };
}

/** A socket from which nothing can be learnt. */
interface Odd {
  readonly socket: Socket;
  readonly handle: Record<string, unknown>;
}

/** What a socket of Node is written to; it is what the class under test relies on. */
function handleOf(socket: Socket): Record<string, unknown> {
  return (socket as unknown as { _handle: Record<string, unknown> })._handle;
}

test('bytes arrive as they are, past the streams of Node but for the first write', async () => {
  const { socket, far, read, close } = await connect();
  const ordinary = jest.spyOn(socket, 'write');
  const bytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
  expect(writer.write(socket, bytes)).toBe(true);
  expect(ordinary.mock.calls).toEqual([['', 'latin1']]);
  expect(writer.write(socket, bytes)).toBe(true);
  expect(ordinary).toHaveBeenCalledTimes(1);
  far.resume();
  await waitUntil(() => read.text.length === 512, { what: 'all bytes' });
  expect(read.text).toBe(bytes + bytes);
  await close();
});

test('what the network does not take waits, an ordinary write behind it as well, and nothing is lost', async () => {
  const { socket, far, read, close } = await connect();
  expect(writer.write(socket, 'x'.repeat(A_LOT))).toBe(false);
  let isDrained = false;
  socket.write('', () => (isDrained = true));
  socket.write('ordinary', 'latin1');
  expect(writer.write(socket, 'direct')).toBe(false);
  expect(isDrained).toBe(false);
  far.resume();
  await waitUntil(() => isDrained && read.text.length === A_LOT + 14, { what: 'all bytes' });
  expect(read.text.slice(A_LOT)).toBe('ordinarydirect');
  expect(writer.write(socket, '!')).toBe(true);
  await waitUntil(() => read.text.endsWith('!'), { what: 'the last byte' });
  await close();
});

test('the order is that of the writes, whichever way they go and however the far end reads', async () => {
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constantFrom('direct' as const, 'ordinary' as const), size: fc.nat(2_000_000) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('pause' as const, 'read' as const), size: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('cork' as const, 'turn' as const), size: fc.constant(0) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const { socket, far, read, close } = await connect();
      let sent = '';
      for (const [index, { kind, size }] of steps.entries()) {
        const bytes = String.fromCharCode(65 + index).repeat(size);
        if (kind === 'direct') writer.write(socket, bytes);
        else if (kind === 'ordinary') socket.write(bytes, 'latin1');
        else if (kind === 'pause') far.pause();
        else if (kind === 'read') far.resume();
        else if (kind === 'cork') {
          socket.cork();
          process.nextTick(() => {
            socket.uncork();
          });
        } else await new Promise<void>((resolve) => void systemClock.startTick(resolve));
        sent += bytes;
      }
      far.resume();
      await waitUntil(() => read.text.length === sent.length, { what: 'all bytes' });
      expect(read.text === sent).toBe(true);
      await close();
    }),
    { numRuns: 40 },
  );
});

test.each([
  ['whose handle has no such method', ({ handle }: Odd) => Object.assign(handle, { writeLatin1String: undefined })],
  [
    'whose handle does not say what waits',
    ({ handle }: Odd) => Object.defineProperty(handle, 'writeQueueSize', { value: undefined }),
  ],
  ['that is corked', ({ socket }: Odd) => socket.cork()],
  ['that has ended', ({ socket }: Odd) => socket.on('error', () => undefined).end()],
])('nothing is concluded from a socket %s', async (_what, make) => {
  const [odd, usual] = [await connect(), await connect()];
  make({ socket: odd.socket, handle: handleOf(odd.socket) });
  const ordinary = jest.spyOn(odd.socket, 'write').mockImplementation(() => true);
  writer.write(odd.socket, 'a');
  expect(ordinary.mock.calls).toEqual([['a', 'latin1']]);
  const direct = jest.spyOn(usual.socket, 'write');
  writer.write(usual.socket, 'b');
  expect(direct.mock.calls).toEqual([['', 'latin1']]);
  await Promise.all([odd.close(), usual.close()]);
});

test('every write is an ordinary one where Node writes in a way that is not known', async () => {
  const { socket, far, read, close } = await connect();
  const ordinary = jest.spyOn(socket, 'write').mockImplementationOnce(() => true);
  for (const bytes of ['a', 'b']) writer.write(socket, bytes);
  expect(ordinary.mock.calls).toEqual([
    ['', 'latin1'],
    ['a', 'latin1'],
    ['b', 'latin1'],
  ]);
  far.resume();
  await waitUntil(() => read.text === 'ab', { what: 'both bytes' });
  await close();
});

test('a socket whose queued bytes cannot be sent ends, with nothing written behind them', async () => {
  const { socket, far, close } = await connect();
  socket.on('error', () => undefined);
  // Or it would be noticed by reading.
  (handleOf(socket) as { readStop(): void }).readStop();
  expect(writer.write(socket, 'x'.repeat(A_LOT))).toBe(false);
  far.resetAndDestroy();
  await waitUntil(() => socket.closed, { what: 'the socket to close' });
  await close();
});

test('nothing is concluded from a socket with TLS, and it is written to in the ordinary way', async () => {
  const { socket, close } = await connect();
  const secure = new TLSSocket(socket);
  const ordinary = jest.spyOn(secure, 'write').mockImplementation(() => true);
  writer.write(secure, 'a');
  expect(ordinary.mock.calls).toEqual([['a', 'latin1']]);
  const other = await connect();
  const direct = jest.spyOn(other.socket, 'write');
  writer.write(other.socket, 'b');
  expect(direct.mock.calls).toEqual([['', 'latin1']]);
  writer.write(secure, 'c');
  expect(ordinary).toHaveBeenLastCalledWith('c', 'latin1');
  secure.destroy();
  await Promise.all([close(), other.close()]);
});

test('a socket that was destroyed, or reset by the far end, swallows what it is given and ends no process', async () => {
  const [mine, theirs] = [await connect(), await connect()];
  for (const { socket } of [mine, theirs]) {
    socket.on('error', () => undefined);
    writer.write(socket, 'a');
  }
  mine.socket.destroy();
  writer.write(mine.socket, 'b');
  theirs.far.resetAndDestroy();
  await waitUntil(
    () => {
      writer.write(theirs.socket, 'c');
      return theirs.socket.destroyed;
    },
    { what: 'the socket to notice' },
  );
  await Promise.all([mine.close(), theirs.close()]);
});
