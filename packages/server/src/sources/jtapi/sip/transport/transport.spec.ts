import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { waitUntil } from '@lampfield/test-servers';
import type { Clock } from '../../../../ports/clock.ts';
import { systemClock } from '../../../../system-clock.ts';
import { ManualClock } from '../../../../testing/manual-clock.ts';
import { notifyWith } from '../message/message.fixture.ts';
import { openTransport } from './open-transport.ts';
import type { Origin, SipTransport, SipTransportSettings, TransportName } from './sip-transport.ts';

/** What a test has open. */
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}

async function bind(): Promise<DatagramSocket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  open.push(socket);
  return socket;
}

/** Opens a transport, and writes down what it tells. */
function setUp(transport: TransportName, port: number, more: Partial<SipTransportSettings> & { clock?: Clock } = {}) {
  const told: string[] = [];
  const origins: Origin[] = [];
  const settings = {
    proxy: { transport, host: '127.0.0.1', port },
    localAddress: '127.0.0.1',
    localPort: 0,
    ca: undefined,
    connectTimeoutMs: 5000,
    ...more,
  };
  const sip: SipTransport = openTransport(more.clock ?? systemClock, settings, {
    onOpen: () => void told.push('open'),
    onMessage: (message, origin) => {
      told.push(`${origin.transport} ${message.body.toString()}`);
      origins.push(origin);
    },
    onMalformed: (detail) => void told.push(`malformed: ${detail}`),
    onLost: (kind, detail) => void told.push(`${kind}: ${detail}`),
  });
  open.push(sip);
  const hears = (...expected: (string | RegExp)[]): Promise<unknown> =>
    waitUntil(
      () =>
        told.length >= expected.length &&
        expected.every((one, index) => (typeof one === 'string' ? told[index] === one : one.test(told[index] ?? ''))),
      { what: () => `${expected.join(', ')}; heard ${told.join(', ')}` },
    );
  return { sip, told, origins, hears };
}

const message = (body: string): Buffer => notifyWith({}, body);
const never = (): void => {
  throw new Error('must not fail');
};

describe('over UDP', () => {
  it('messages go and come in datagrams, and answers to where they came from', async () => {
    const far = await bind();
    const heard: string[] = [];
    far.on('message', (bytes) => void heard.push(bytes.toString()));
    const { sip, origins, hears } = setUp('UDP', far.address().port);
    await hears('open');
    sip.send(Buffer.from('hello'), { transport: 'UDP', host: '127.0.0.1', port: far.address().port }, never);
    far.send('\r\n\r\n', sip.local.port, sip.local.host);
    far.send('nonsense', sip.local.port, sip.local.host);
    far.send(message('one'), sip.local.port, sip.local.host);
    await hears('open', 'malformed: the head does not end', 'UDP one');
    origins[0]?.reply(Buffer.from('answer'), far.address().port);
    await waitUntil(() => heard.join() === 'hello,answer', { what: 'both' });
    expect(origins[0]).toMatchObject({ address: '127.0.0.1', port: far.address().port });
  });

  it('it is found by TCP at the same port, and answers there', async () => {
    const { sip, origins, hears } = setUp('UDP', 9);
    await hears('open');
    const socket = connect(sip.local.port, sip.local.host);
    open.push({ close: () => socket.destroy() });
    const heard: Buffer[] = [];
    socket.on('data', (bytes) => void heard.push(bytes));
    socket.write(message('large'));
    await hears('open', 'TCP large');
    origins[0]?.reply(Buffer.from('answer'), 0);
    await waitUntil(() => Buffer.concat(heard).toString() === 'answer', { what: 'the answer' });
  });

  it('what goes by TCP goes over one connection, and what comes back over it is heard', async () => {
    const heard: string[] = [];
    let connections = 0;
    const port = await listen((socket) => {
      connections += 1;
      socket.on('data', (bytes) => {
        heard.push(bytes.toString());
        socket.write(message('back'));
      });
    });
    const { sip, hears } = setUp('UDP', 9);
    await hears('open');
    const hop = { transport: 'TCP', host: '127.0.0.1', port } as const;
    sip.send(Buffer.from('a'), hop, never);
    await hears('open', 'TCP back');
    sip.send(Buffer.from('b'), hop, never);
    await hears('open', 'TCP back', 'TCP back');
    expect([heard.join(''), connections]).toEqual(['ab', 1]);
  });

  it('it says what cannot be sent', async () => {
    const { sip, hears } = setUp('UDP', 9);
    await hears('open');
    const failures: string[] = [];
    const port = await listen(() => undefined);
    await open.pop()?.close();
    sip.send(Buffer.from('x'), { transport: 'TCP', host: '127.0.0.1', port }, (detail) => void failures.push(detail));
    sip.send(Buffer.alloc(70_000), { transport: 'UDP', host: '127.0.0.1', port }, (detail) => void failures.push(detail));
    await waitUntil(() => failures.length === 2, { what: 'two failures' });
    expect(failures.sort()).toEqual([expect.stringMatching(/ECONNREFUSED|closed|destroyed/), expect.stringMatching(/EMSGSIZE/)]);
  });

  it('it is lost when its port is taken', async () => {
    const far = await bind();
    const { hears } = setUp('UDP', 9, { localPort: far.address().port });
    await hears(/^lost: .*EADDRINUSE/);
  });

  it('it finds the address that the proxy is reached from', async () => {
    const { sip, hears } = setUp('UDP', 9, { localAddress: undefined });
    await hears('open');
    expect(sip.local.host).toBe('127.0.0.1');
  });

  it('it says nothing any more once it is closed', async () => {
    const far = await bind();
    const { sip, told, hears } = setUp('UDP', 9);
    await hears('open');
    const { port } = sip.local;
    far.send(message('x'), port, '127.0.0.1');
    await sip.close();
    expect(told).toEqual(['open']);
    const another = setUp('UDP', 9, { localPort: port });
    await another.hears('open');
  });
});

describe('over TCP', () => {
  it('messages go and come over one connection, however they are cut, and keep-alives are answered', async () => {
    const heard: Buffer[] = [];
    const port = await listen((socket) => {
      socket.on('data', (bytes) => void heard.push(bytes));
      socket.write('\r\n\r\n');
      const bytes = Buffer.concat([message('one'), message('two')]);
      socket.write(bytes.subarray(0, 300));
      socket.write(bytes.subarray(300));
    });
    const { sip, told, hears } = setUp('TCP', port);
    await waitUntil(() => told.length === 3, { what: 'two messages' });
    expect(told.filter((one) => one !== 'open')).toEqual(['TCP one', 'TCP two']);
    await hears(/open|TCP/);
    sip.send(Buffer.from('hello'), { transport: 'TCP', host: '127.0.0.1', port }, never);
    await waitUntil(() => Buffer.concat(heard).toString() === '\r\nhello', { what: 'the pong and the message' });
  });

  it('the connection is used whether it is named by name or by address', async () => {
    let connections = 0;
    const heard: string[] = [];
    const port = await listen((socket) => {
      connections += 1;
      socket.on('data', (bytes) => void heard.push(bytes.toString()));
    });
    const { sip, hears } = setUp('TCP', port, { proxy: { transport: 'TCP', host: 'localhost', port } });
    await hears('open');
    sip.send(Buffer.from('x'), { transport: 'TCP', host: '127.0.0.1', port }, never);
    await waitUntil(() => heard.length === 1, { what: 'the message' });
    expect(connections).toBe(1);
  });

  it('others find us where we say, and their connections are not ours to miss', async () => {
    const port = await listen(() => undefined);
    const { sip, told, hears } = setUp('TCP', port);
    await hears('open');
    const socket = connect(sip.local.port, sip.local.host);
    socket.write(message('from elsewhere'));
    await hears('open', 'TCP from elsewhere');
    socket.destroy();
    await once(socket, 'close');
    expect(told).toHaveLength(2);
  });

  it('it is lost when the proxy ends the connection, or there is none', async () => {
    const port = await listen((socket) => socket.end());
    const { hears } = setUp('TCP', port);
    await hears('open', 'lost: the connection was closed');
    await open.shift()?.close();
    await setUp('TCP', port).hears(/^lost: .*ECONNREFUSED/);
  });

  it('it is lost when what arrives is no SIP', async () => {
    const port = await listen((socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { told } = setUp('TCP', port);
    await waitUntil(() => told.some((one) => one.startsWith('lost: ')), { what: 'the end' });
    expect(told).toContainEqual(expect.stringMatching(/^malformed: the first line/));
  });

  it('it is refused a port that is taken', async () => {
    const port = await listen(() => undefined);
    await setUp('TCP', port, { localPort: port }).hears(/^refused: .*EADDRINUSE/);
  });
});

describe('over TLS', () => {
  it('it is refused where nobody speaks TLS', async () => {
    const port = await listen((socket) => void socket.write('SIP/2.0 400 Bad Request\r\n\r\n'));
    await setUp('TLS', port).hears(/^refused: /);
  });

  it('it does not wait for ever for somebody who says nothing', async () => {
    const clock = new ManualClock();
    let connections = 0;
    const port = await listen(() => void (connections += 1));
    const { hears } = setUp('TLS', port, { clock });
    await waitUntil(() => connections === 1, { what: 'the connection' });
    clock.advance(4999);
    clock.advance(1);
    await hears(/^lost: .*nothing answers/);
  });
});
