import { AttendantClient, DEMO_PASSWORD, LampfieldProcess } from '@lampfield/test-servers';
import { HalfOpenConnections } from './half-open-connections.fixture.ts';

const YAML = `
log: { level: warn }
directories: [{ id: demo, name: Demo, type: demo, size: 40, seed: 1 }]
sources: { JTAPI: { type: simulator, rate: 0, seed: 1 } }
`;
const MANY = 10_000;
const HOST = 'Host: 127.0.0.1';
const HANDSHAKE = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`;
const KEYS = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

jest.setTimeout(120_000);

let lampfield: LampfieldProcess;
let halfOpen: HalfOpenConnections;

async function start(nodeScript?: string): Promise<void> {
  lampfield = await LampfieldProcess.start(YAML, {
    isFromSources: true,
    ...(nodeScript !== undefined && { script: nodeScript }),
  });
}

beforeEach(() => {
  halfOpen = new HalfOpenConnections();
});

afterEach(async () => {
  halfOpen.closeAll();
  await lampfield.stop();
});

async function workAsUsual(): Promise<void> {
  const ann = await AttendantClient.signIn(lampfield.url, 'attendant', DEMO_PASSWORD);
  const contacts = await ann.search('a');
  expect(contacts.length).toBeGreaterThan(0);
  const connection = await ann.connect();
  await ann.forcePush();
  connection.close();
}

it('10,000 connections that say nothing, or begin and never end, keep nobody from working, and are closed', async () => {
  await start();
  const body = `${HOST}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"username": `;
  await halfOpen.open(lampfield.url, MANY / 2, '');
  await halfOpen.open(lampfield.url, MANY / 4, `GET /api/reload HTTP/1.1\r\n${HOST}\r\nX-Slow: `);
  await halfOpen.open(lampfield.url, MANY / 10, HANDSHAKE);
  await halfOpen.open(lampfield.url, MANY / 10, HANDSHAKE + KEYS);
  await halfOpen.open(lampfield.url, MANY / 20, `POST /api/login HTTP/1.1\r\n${body}`);
  await workAsUsual();
  await halfOpen.waitUntilClosed(90_000);
});

it('a server that has no descriptors left takes people again once the silent ones have been closed', async () => {
  await start('ulimit -n 256; exec "$@"');
  await halfOpen.open(lampfield.url, 1000, '');
  await halfOpen.waitUntilClosed(90_000);
  await workAsUsual();
});
