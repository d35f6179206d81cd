import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithServer } from '@lampfield/test-servers';
import { ErlangChild, killErlangChildren } from './erlang-child.fixture.ts';

/** Another machine, as far as an epmd can tell. */
const ELSEWHERE = '127.0.0.2';
const NAMES_REQUEST = 0x6e;
/** PORT2_RESP with a result that is not 0. */
const NO_SUCH_NODE = Buffer.of(0x77, 1);

describeWithServer('ejabberd', () => {
  let directory: string;
  let cookieFile: string;
  let epmd: Server;
  let epmdPort: number;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lampfield-no-epmd-'));
    cookieFile = join(directory, 'cookie');
    await writeFile(cookieFile, 'COOKIE', { mode: 0o600 });
    epmd = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (question) => {
        socket.end(question[2] === NAMES_REQUEST ? namesAnswer() : NO_SUCH_NODE);
      });
    });
    await new Promise<void>((resolve) => epmd.listen(0, ELSEWHERE, resolve));
    epmdPort = (epmd.address() as AddressInfo).port;
  });
  afterEach(killErlangChildren);
  afterAll(async () => {
    await new Promise((resolve) => epmd.close(resolve));
    await rm(directory, { recursive: true });
  });

  /** The epmd's own port, and a line a node (Erlang's distribution protocol, NAMES_REQ). */
  const namesAnswer = (): Buffer => {
    const port = Buffer.alloc(4);
    port.writeUInt32BE(epmdPort);
    return Buffer.concat([port, Buffer.from('name ejabberd at port 1\n')]);
  };
  const trouble = async (host: string, ...commands: string[]): Promise<string> => {
    const child = await ErlangChild.join({ nodeName: `ejabberd@${host}`, cookieFile, epmdPort }, ...commands);
    return child.said('trouble');
  };

  it('says that the epmd of the cluster does not answer', async () => {
    expect(await trouble('127.0.0.1')).toMatch(/"UNREACHABLE","text":"ejabberd@127\.0\.0\.1: no epmd answers at 127\.0\.0\.1/);
  });

  it('does not join where the cluster could not find us, and says what to start', async () => {
    expect(await trouble(ELSEWHERE)).toMatch(/"JOIN_FAILED".*no epmd runs on this machine.*mode watch/);
  });

  it('needs none to watch', async () => {
    expect(await trouble(ELSEWHERE, 'mode watch')).toMatch(/"UNREACHABLE".*does not answer at port 1/);
  });

  it('says that a name leads nowhere', async () => {
    expect(await trouble('nowhere.invalid')).toMatch(/"UNREACHABLE".*nowhere\.invalid cannot be resolved/);
  });
});
