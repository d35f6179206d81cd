import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { settlesWithin, waitUntil } from '@lampfield/test-servers';
import { SkippableClock } from '../../../testing/skippable-clock.ts';
import { pingRequest } from './roster-stanza.ts';
import { pickMechanism } from './stream-client.ts';
import { planStreamTarget } from './stream-target.ts';
import { xml, type XmlElement } from './xmpp-library.ts';
import { ANSWER_DEADLINE_MS, ONLINE_DEADLINE_MS, openXmppStream, type StreamEnd, type XmppStream } from './xmpp-stream.ts';

const OWN = 'lampfield@chat.test';
const HEADER = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'>`;
const MECHANISMS = `<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>`;
const BIND = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>`;
const STREAM_MANAGEMENT = `<sm xmlns='urn:xmpp:sm:3'/>`;

/** A server on a real socket that does as it is told: lets anybody in, unless it is mute, and then says what a test writes. */
class ScriptedServer {
  readonly sockets: Socket[] = [];
  received = '';
  isMute = false;
  readonly #server: Server;
  #headers = 0;

  private constructor() {
    this.#server = createServer((socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      socket.setNoDelay(true);
      socket.on('data', (data) => this.#read(socket, data.toString()));
    });
  }

  static async listen(): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    await new Promise<void>((resolve) => scripted.#server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get service(): string {
    return `xmpp://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  write(data: string | Buffer): void {
    this.sockets.at(-1)?.write(data);
  }

  async awaits(text: string): Promise<void> {
    await waitUntil(() => this.received.includes(text), { what: () => `${text} in ${this.received}` });
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
  }

  #read(socket: Socket, text: string): void {
    this.received += text;
    if (this.isMute) return;
    if (text.includes('<stream:stream')) {
      const features = this.#headers === 0 ? MECHANISMS : BIND + STREAM_MANAGEMENT;
      this.#headers += 1;
      socket.write(`${HEADER}<stream:features>${features}</stream:features>`);
    }
    if (text.includes('<auth ')) socket.write(`<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>`);
    const id = /<iq [^>]*id="([^"]+)"[^>]*><bind/.exec(text)?.[1];
    if (id !== undefined)
      socket.write(`<iq type='result' id='${id}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>${OWN}/x</jid></bind></iq>`);
  }
}

interface Opened {
  readonly stream: XmppStream;
  readonly clock: SkippableClock;
  readonly stanzas: XmlElement[];
  readonly ends: StreamEnd[];
  isOnline: boolean;
}

let server: ScriptedServer;
const opened: Opened[] = [];

function open(service = server.service): Opened {
  const target = planStreamTarget({ service, tls: 'off' });
  if (typeof target === 'string') throw new Error(target);
  const clock = new SkippableClock();
  const stanzas: XmlElement[] = [];
  const ends: StreamEnd[] = [];
  const stream = openXmppStream({
    clock,
    account: { service, username: 'lampfield', password: 'secret', resource: 'x' },
    parameters: { target, domain: 'chat.test', ca: undefined },
    events: {
      onOnline: () => {
        result.isOnline = true;
      },
      onStanza: (stanza) => stanzas.push(stanza),
      onEnded: (end) => ends.push(end),
    },
  });
  const result: Opened = { stream, clock, stanzas, ends, isOnline: false };
  opened.push(result);
  return result;
}

async function goOnline(): Promise<Opened> {
  const result = open();
  await waitUntil(() => result.isOnline, { what: () => `the stream to be online, not ${JSON.stringify(result.ends)}` });
  return result;
}

async function waitForEnd({ ends }: Opened): Promise<StreamEnd | undefined> {
  await waitUntil(() => ends.length > 0, { what: 'the end of the stream' });
  return ends[0];
}

beforeEach(async () => {
  server = await ScriptedServer.listen();
});

afterEach(() => {
  for (const { stream } of opened.splice(0)) stream.abort();
  server.stop();
});

describe('an XMPP stream', () => {
  it('comes online without stream management, although the server offers it', async () => {
    const { stream } = await goOnline();
    stream.send(xml('presence', {}));
    await server.awaits('<presence/>');
    expect(server.received).not.toContain('urn:xmpp:sm:3');
  });

  it('puts characters together that the network cut in two', async () => {
    const { stanzas, clock } = await goOnline();
    const bytes = Buffer.from(`<presence from='bob@chat.test'><status>ünï🙂</status></presence>`);
    const cut = bytes.indexOf(Buffer.from('🙂')) + 2;
    server.write(bytes.subarray(0, cut));
    // In another turn of the event loop, or both parts would be read as one.
    for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => void clock.startTick(resolve));
    server.write(bytes.subarray(cut));
    await waitUntil(() => stanzas.length === 1, { what: 'the presence' });
    expect(stanzas[0]?.getChild('status')?.text()).toBe('ünï🙂');
  });

  it.each([
    ['a tag that closes another', '<presence></iq>'],
    ['a sender that is no address', `<presence from='@'/>`],
    ['an end', '</stream:stream>'],
    ['a stream error', `<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>`],
  ])('ends as lost, and the process goes on, when it is sent %s', async (_what, text) => {
    const result = await goOnline();
    server.write(text);
    expect(await waitForEnd(result)).toMatchObject({ kind: 'lost' });
    expect(result.ends).toHaveLength(1);
  });

  it.each(['conflict', 'policy-violation', 'host-unknown'])('ends as refused when the server says %s', async (condition) => {
    const result = await goOnline();
    server.write(`<stream:error><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>`);
    expect(await waitForEnd(result)).toMatchObject({ kind: 'refused', detail: expect.stringContaining(condition) });
  });

  it.each(['</stream:stream>', ''])('does not follow a server that sends it elsewhere (and ends with %j)', async (footer) => {
    const result = await goOnline();
    const elsewhere = `<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>${server.service.slice(7)}</see-other-host>`;
    server.write(`<stream:error>${elsewhere}</stream:error>${footer}`);
    server.sockets[0]?.end();
    await waitForEnd(result);
    await settlesWithin(new Promise(() => undefined), 100);
    expect(server.sockets).toHaveLength(1);
  });

  it('gives up when it is not online in time', async () => {
    server.isMute = true;
    const result = open();
    await server.awaits('<stream:stream');
    result.clock.skip(ONLINE_DEADLINE_MS - 1);
    expect(result.ends).toEqual([]);
    result.clock.skip(1);
    expect(result.ends).toMatchObject([{ kind: 'lost' }]);
  });

  it('ends as lost when nobody listens', async () => {
    const { service } = server;
    server.stop();
    expect(await waitForEnd(open(service))).toMatchObject({ kind: 'lost', detail: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('a request on an XMPP stream', () => {
  it('gets the answer with its id', async () => {
    const { stream } = await goOnline();
    const answers = [stream.request(pingRequest('chat.test')), stream.request(pingRequest('chat.test'))];
    await server.awaits('id="lampfield-2"');
    server.write(`<iq type='result' id='lampfield-2' from='chat.test'/><iq type='result' id='lampfield-1'/>`);
    expect((await Promise.all(answers)).map(({ attrs }) => attrs['id'])).toEqual(['lampfield-1', 'lampfield-2']);
  });

  it('is refused with the condition that the server gives', async () => {
    const { stream } = await goOnline();
    const answer = stream.request(pingRequest('chat.test'));
    await server.awaits('id="lampfield-1"');
    server.write(`<iq type='error' id='lampfield-1'><error type='cancel'><not-allowed/></error></iq>`);
    await expect(answer).rejects.toMatchObject({ name: 'RequestRefusedError', condition: 'not-allowed' });
  });

  it('takes no answer from anybody but its server', async () => {
    const { stream } = await goOnline();
    const answer = stream.request(pingRequest('chat.test'));
    await server.awaits('id="lampfield-1"');
    server.write(`<iq type='result' id='lampfield-1' from='eve@chat.test/x'/><iq type='result' id='lampfield-1' to='real'/>`);
    expect((await answer).attrs['to']).toBe('real');
  });

  it('ends the stream when it is not answered, and fails with it', async () => {
    const { stream, clock, ends } = await goOnline();
    const answer = stream.request(pingRequest('chat.test'));
    clock.skip(ANSWER_DEADLINE_MS);
    await expect(answer).rejects.toMatchObject({ name: 'StreamEndedError' });
    expect(ends).toMatchObject([{ kind: 'lost' }]);
    await expect(stream.request(pingRequest('chat.test'))).rejects.toMatchObject({ name: 'StreamEndedError' });
  });
});

describe('a roster push on an XMPP stream', () => {
  const push = (from: string): string =>
    `<iq type='set' id='p1'${from}><query xmlns='jabber:iq:roster'><item jid='bob@chat.test'/></query></iq>`;

  it.each(['', ` from='${OWN}'`, ` from='Lampfield@Chat.test/x'`])('is taken from its server (%j)', async (from) => {
    const { stanzas } = await goOnline();
    server.write(push(from));
    await server.awaits(`type="result"`);
    expect(stanzas).toHaveLength(1);
  });

  it('is not taken from anybody else', async () => {
    const { stanzas } = await goOnline();
    server.write(push(` from='eve@chat.test/x'`));
    await server.awaits('service-unavailable');
    expect(stanzas).toEqual([]);
  });
});

describe('the end of an XMPP stream', () => {
  it('is in good order when it is closed, and is not told', async () => {
    const { stream, ends } = await goOnline();
    const closing = stream.close();
    await server.awaits('</stream:stream>');
    server.write('</stream:stream>');
    await closing;
    expect(ends).toEqual([]);
  });

  it('does not wait for a server that does not answer for more than a second', async () => {
    const { stream, clock } = await goOnline();
    const closing = stream.close();
    await server.awaits('</stream:stream>');
    clock.skip(1000);
    await closing;
    await waitUntil(() => server.sockets[0]?.readableEnded ?? false, { what: 'the connection to be closed' });
  });
});

describe('pickMechanism', () => {
  it.each<[string[], boolean, string]>([
    [['PLAIN', 'SCRAM-SHA-1'], true, 'SCRAM-SHA-1'],
    [['PLAIN', 'SCRAM-SHA-1'], false, 'SCRAM-SHA-1'],
    [['PLAIN'], true, 'PLAIN'],
  ])('picks of %j, confidential %p, %s', (offered, isConfidential, mechanism) => {
    expect(pickMechanism(offered, isConfidential)).toBe(mechanism);
  });

  it.each<[string[], boolean]>([
    [['PLAIN'], false],
    [['ANONYMOUS', 'EXTERNAL'], true],
    [[], true],
  ])('picks nothing of %j, confidential %p', (offered, isConfidential) => {
    expect(() => pickMechanism(offered, isConfidential)).toThrow('no way to log in');
  });
});
