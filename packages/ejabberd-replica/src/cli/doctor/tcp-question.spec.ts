import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ManualClock } from '@lampfield/test-servers';
import { askOverTcp, type TcpOutcome } from './tcp-question.ts';

const running: Server[] = [];

/** A server that does this with each connection; gives its port. */
async function serve(behave: (socket: Socket) => void): Promise<number> {
  const server = createServer(behave);
  running.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const ask = (port: number, clock: ManualClock, question?: Buffer): Promise<TcpOutcome> =>
  askOverTcp(clock, { host: '127.0.0.1', port, timeoutMs: 5_000 }, question);

describe('askOverTcp', () => {
  it('gives the whole answer, however it comes', async () => {
    const port = await serve((socket) => {
      socket.once('data', (question) => {
        socket.write('you asked ', () => socket.end(question));
      });
    });
    const clock = new ManualClock();
    expect(await ask(port, clock, Buffer.from('what?'))).toEqual({ answer: Buffer.from('you asked what?') });
    expect(clock.pendingCount).toBe(0);
  });

  it('is content with a connection where nothing is asked', async () => {
    expect(await ask(await serve(() => undefined), new ManualClock())).toEqual({ answer: Buffer.alloc(0) });
  });

  it('says that nobody listens', async () => {
    const port = await serve(() => undefined);
    await new Promise((resolve) => running.pop()?.close(resolve));
    expect(await ask(port, new ManualClock())).toEqual({ failure: 'ECONNREFUSED' });
  });

  it('gives up one that answers nothing', async () => {
    const clock = new ManualClock();
    const port = await serve((socket) => socket.once('data', () => clock.advance(5_000)));
    expect(await ask(port, clock, Buffer.from('?'))).toEqual({ failure: 'ETIMEDOUT' });
  });

  it('gives up one that answers without end', async () => {
    const port = await serve((socket) => {
      socket.on('error', () => undefined);
      socket.write(Buffer.alloc(2_000_000));
    });
    expect(await ask(port, new ManualClock(), Buffer.from('?'))).toEqual({ failure: 'EMSGSIZE' });
  });
});
