import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { createLog } from '../ops/create-log.ts';
import { CLIENT_EVENTS } from '../realtime/client-events.ts';
import { damaged, DEEP_JSON, HOSTILE_KEYS, hostileJson, trials, TRIALS_TIMEOUT_MS } from '../testing/hostile-input.fixture.ts';
import { startRunningServer, TEST_PASSWORD, type RunningServer } from '../testing/running-server.ts';

const YAML = `
limits: { socketsPerUser: 10000 }
directories: [{ id: demo, type: demo, size: 20, seed: 1 }]
sources: { JTAPI: { type: simulator, rate: 0 } }
`;

let running: RunningServer;
let cookie: string;
const logged: string[] = [];
const open = new Set<Socket>();

beforeAll(async () => {
  const log = createLog({ level: 'debug', destination: { write: (line) => void logged.push(line) } });
  running = await startRunningServer({ yaml: YAML, log });
  const body = JSON.stringify({ username: 'attendant', password: TEST_PASSWORD });
  const answer = await fetch(`${running.url}/api/login`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json' },
  });
  cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
});

afterEach(async () => {
  for (const socket of open) socket.destroy();
  open.clear();
  expect((await fetch(`${running.url}/api/reload`, { headers: { Cookie: cookie } })).status).toBe(200);
  expect(logged.filter((line) => !/^\{[^\p{Cc}\p{Zl}\p{Zp}]*\}\n$/u.test(line))).toEqual([]);
  expect(logged.filter((line) => Number((JSON.parse(line) as { level: unknown }).level) >= 50)).toEqual([]);
});

afterAll(async () => {
  const stopped = running.stop();
  // Sessions of long polling that nobody will fetch from any more are given a second, which only passes when it is skipped.
  running.clock.skip(2000);
  await stopped;
});

/** A connection to the port, and all that came back over it. */
function dial(): Promise<{ socket: Socket; received: () => string }> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1', () => resolve({ socket, received: () => received }));
    // That the server ends it, in whatever way, is its right.
    socket.on('error', reject).on('data', (chunk) => (received += chunk.toString('latin1')));
    open.add(socket);
  });
}

/** Sends bytes and nothing more; settles once the server has answered somebody else, who came later. */
async function sendAndGoOn(socket: Socket, bytes: Uint8Array, isReset: boolean): Promise<void> {
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  if (isReset) socket.resetAndDestroy();
  else socket.end();
  expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
}

const head = (...lines: string[]): string => [...lines, 'Host: 127.0.0.1', '', ''].join('\r\n');
const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
];
const JSON_LINES = ['Content-Type: application/json', 'X-XSRF-TOKEN: x', 'Cookie: lampfield_session=x.y; XSRF-TOKEN=z'];
const REQUESTS = [
  head('GET /api/search?dirId=demo&search=a HTTP/1.1', 'Cookie: lampfield_session=x', 'Accept: */*'),
  head('POST /api/login HTTP/1.1', ...JSON_LINES, 'Content-Length: 31') + '{"username":"a","password":"b"}',
  head('POST /api/login HTTP/1.1', ...JSON_LINES, 'Transfer-Encoding: chunked') +
    '1f\r\n{"username":"a","password":"b"}\r\n0\r\n\r\n',
  head(
    'GET /api/reload HTTP/1.1',
    'Origin: http://127.0.0.1',
    'Range: bytes=0-',
    'Expect: 100-continue',
    'Forwarded: for=x',
    'X-Forwarded-For: y',
  ),
  head('GET http://127.0.0.1/healthz HTTP/1.1') + head('OPTIONS * HTTP/1.1') + head('CONNECT 127.0.0.1:1 HTTP/1.1'),
  head('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1', ...UPGRADE),
  head('GET /socket.io/?EIO=4&transport=websocket&sid=x HTTP/1.1', ...UPGRADE, 'Origin: http://127.0.0.1'),
  head('GET /api/reload HTTP/1.1', ...UPGRADE),
  head('GET /socket.io/?EIO=4&transport=polling&t=1 HTTP/1.1', 'Origin: null'),
  head('POST /socket.io/?EIO=3&transport=polling&j=0&sid=__proto__ HTTP/1.1', 'Content-Length: 4') + '4:40',
].map((text) => Buffer.from(text));

describe('bytes that were a request', () => {
  it(
    'are answered in HTTP or not at all, never with a 500, and the server goes on',
    async () => {
      await fc.assert(
        fc.asyncProperty(damaged(fc.constantFrom(...REQUESTS)), fc.boolean(), async (bytes, isReset) => {
          const { socket, received } = await dial();
          await sendAndGoOn(socket, bytes, isReset);
          expect(received()).toMatch(/^($|HTTP\/1\.[01] (?!500))/);
        }),
        trials(300),
      );
    },
    TRIALS_TIMEOUT_MS,
  );
});

interface Frame {
  readonly first: number;
  readonly isMasked: boolean;
  readonly lengthForm: 'right' | '16 bits' | '64 bits' | 'too long' | 'huge';
  readonly payload: Uint8Array;
}

/** A frame of a client (RFC 6455, section 5.2), as right or wrong as it is asked to be. */
function encode({ first, isMasked, lengthForm, payload }: Frame): Buffer {
  const key = Buffer.from(isMasked ? [1, 2, 3, 4] : []);
  const length = lengthField(lengthForm, payload.length);
  length[0] = (length[0] ?? 0) | (isMasked ? 0x80 : 0);
  const body = payload.map((byte, index) => byte ^ (key[index % 4] ?? 0));
  return Buffer.concat([Buffer.of(first), length, key, body]);
}

function lengthField(form: Frame['lengthForm'], length: number): Buffer {
  if (form === 'right' && length < 126) return Buffer.of(length);
  if (form === 'right' || form === '16 bits') return Buffer.of(126, (length >> 8) & 0xff, length & 0xff);
  const field = Buffer.alloc(9, 127);
  field.writeBigUInt64BE(BigInt(form === 'huge' ? 2 ** 53 : form === 'too long' ? length + 1000 : length), 1);
  return field;
}

const EVENTS = [...CLIENT_EVENTS, ...['hello', 'PresenceWebEvt', 'disconnect', 'connect_error'], ...HOSTILE_KEYS];
const packet = fc.oneof(
  fc
    .tuple(fc.constantFrom('42', '421', '451-', '42/x,', '43', '44', '40'), fc.constantFrom(...EVENTS), hostileJson)
    .map(([type, event, payload]) => type + JSON.stringify([event, payload])),
  fc
    .tuple(
      fc.constantFrom('42', '42999999999999999999', '4510-', '45-', '40', '43', '4', '1', '2', '3', '5', '6', 'b', ''),
      hostileJson,
    )
    .map(([type, payload]) => type + JSON.stringify(payload)),
  fc.constantFrom(...DEEP_JSON).map((deep) => `42["presence:visible",${deep}`.slice(0, 60_000)),
);
const payload = fc.oneof(
  packet.map((text) => Buffer.from(text)),
  damaged(packet.map((text) => Buffer.from(text))),
  fc.uint8Array({ maxLength: 130 }),
);
const frames = fc
  .array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          first: fc.constant(0x81),
          isMasked: fc.constant(true),
          lengthForm: fc.constant('right' as const),
          payload,
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          // Any opcode, with or without FIN, compressed and other reserved bits.
          first: fc.nat(255),
          isMasked: fc.boolean(),
          lengthForm: fc.constantFrom(
            'right' as const,
            '16 bits' as const,
            '64 bits' as const,
            'too long' as const,
            'huge' as const,
          ),
          payload,
        }),
      },
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((list) => Buffer.concat(list.map(encode)));

describe('bytes that were frames of somebody signed in', () => {
  it(
    'cost no more than that connection',
    async () => {
      const greeting = encode({ first: 0x81, isMasked: true, lengthForm: 'right', payload: Buffer.from('40') });
      const upgrade = head('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1', ...UPGRADE, `Cookie: ${cookie}`);
      await fc.assert(
        fc.asyncProperty(fc.oneof(frames, damaged(frames)), fc.boolean(), async (bytes, isReset) => {
          const { socket, received } = await dial();
          await sendAndGoOn(socket, Buffer.concat([Buffer.from(upgrade), greeting, bytes]), isReset);
          expect(received()).toMatch(/^($|HTTP\/1\.1 101)/);
        }),
        trials(300),
      );
    },
    TRIALS_TIMEOUT_MS,
  );

  it(
    'cost no more than that connection when they come by long polling',
    async () => {
      const call = (query: string, body?: Buffer): Promise<Response> =>
        fetch(`${running.url}/socket.io/?EIO=4&transport=polling${query}`, {
          headers: { Cookie: cookie },
          ...(body !== undefined && { method: 'POST', body: new Uint8Array(body) }),
        });
      await fc.assert(
        fc.asyncProperty(fc.array(payload, { minLength: 1, maxLength: 5 }), async (packets) => {
          const { sid } = JSON.parse((await (await call('')).text()).slice(1)) as { sid: string };
          await (await call(`&sid=${sid}`, Buffer.from('40'))).text();
          const answer = await call(`&sid=${sid}`, Buffer.concat(packets.flatMap((one) => [one, Buffer.from([0x1e])])));
          expect([200, 400]).toContain(answer.status);
          await answer.text();
        }),
        trials(60),
      );
    },
    TRIALS_TIMEOUT_MS,
  );
});
