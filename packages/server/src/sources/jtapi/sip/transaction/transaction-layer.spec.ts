import { ManualClock } from '../../../../testing/manual-clock.ts';
import { notifyWith } from '../message/message.fixture.ts';
import type { SipRequest } from '../message/sip-message.ts';
import { writeMessage, type HeaderLine } from '../message/write-message.ts';
import { ScriptedTransport } from '../scripted-transport.fixture.ts';
import type { Hop, TransportName } from '../transport/sip-transport.ts';
import { TransactionLayer } from './transaction-layer.ts';

const HEADERS: readonly HeaderLine[] = [
  ['from', '<sip:lampfield@pbx.test>;tag=1'],
  ['to', '<sip:2001@pbx.test>'],
  ['call-id', 'one'],
  ['cseq', '1 SUBSCRIBE'],
];

function setUp(transport: TransportName = 'UDP') {
  const clock = new ManualClock();
  const scripted = new ScriptedTransport(transport, clock, {
    onMessage: (message, origin) => layer.receive(message, origin),
    onLost: () => undefined,
  });
  const told: string[] = [];
  const requests: SipRequest[] = [];
  let tokens = 0;
  const layer: TransactionLayer = new TransactionLayer({
    clock,
    transport: scripted,
    randomToken: () => String((tokens += 1)),
    onRequest: (request, answer) => {
      requests.push(request);
      answer({ status: 200, reasonPhrase: `OK ${String(requests.length)}` });
    },
    onAnswered: () => void told.push('answered'),
  });
  const hop: Hop = { transport, host: 'proxy.test', port: 5060 };
  const subscribe = (more: readonly HeaderLine[] = []) =>
    layer.request(
      { method: 'SUBSCRIBE', hop, message: { startLine: 'SUBSCRIBE sip:2001@pbx.test SIP/2.0', headers: [...HEADERS, ...more] } },
      (outcome) => void told.push(outcome.kind === 'response' ? String(outcome.response.status) : outcome.kind),
    );
  const respond = (branch: string, cseq = '1 SUBSCRIBE', status = 200): void => {
    const headers = HEADERS.map(([name, value]): HeaderLine => [name, name === 'cseq' ? cseq : value]);
    scripted.bring(
      writeMessage({ startLine: `SIP/2.0 ${String(status)} x`, headers }, [`SIP/2.0/UDP 192.0.2.7:5070;branch=${branch}`]),
    );
    clock.tick();
  };
  return { clock, scripted, told, requests, layer, subscribe, respond };
}

describe('requests', () => {
  it('name a branch of their own and where their answer finds us', () => {
    const { scripted, subscribe } = setUp();
    subscribe();
    subscribe();
    expect(scripted.requests.map(({ headers }) => headers.find('via'))).toEqual([
      'SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bK1;rport',
      'SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bK2;rport',
    ]);
    expect(scripted.sent[0]?.hop).toEqual({ transport: 'UDP', host: 'proxy.test', port: 5060 });
  });

  it('get the response with their branch and their method, and no other', () => {
    const { told, subscribe, respond } = setUp();
    subscribe();
    respond('z9hG4bK9');
    respond('z9hG4bK1', '1 OPTIONS');
    expect(told).toEqual([]);
    respond('z9hG4bK1');
    respond('z9hG4bK1');
    expect(told).toEqual(['answered', '200', 'answered']);
  });

  it('are all ended without an outcome when the layer is closed', () => {
    const { clock, told, layer, subscribe, respond } = setUp();
    subscribe();
    subscribe();
    layer.close();
    respond('z9hG4bK1');
    clock.advance(60_000);
    expect([told, clock.pendingCount]).toEqual([[], 0]);
  });

  const filler = (bytes: number): HeaderLine[] => [['x', 'x'.repeat(bytes)]];
  /** How long the smallest of them is. */
  const base = (): number => {
    const { scripted, subscribe } = setUp();
    subscribe(filler(1));
    return (scripted.sent[0]?.bytes.length ?? 0) - 1;
  };

  it.each([
    [1299, 'UDP'],
    [1300, 'UDP'],
    [1301, 'TCP'],
  ])('of %d bytes go by %s', (bytes, transport) => {
    const { scripted, subscribe } = setUp();
    subscribe(filler(bytes - base()));
    expect(scripted.sent[0]?.hop.transport).toBe(transport);
    expect(scripted.requests[0]?.via.transport).toBe(transport);
  });

  it('that are too large for a datagram are sent as one all the same where there is no TCP', () => {
    const { clock, scripted, told, subscribe, respond } = setUp();
    scripted.onSend = ({ hop }) => (hop.transport === 'TCP' ? 'connection refused' : undefined);
    subscribe(filler(2000));
    clock.tick();
    expect(scripted.sent.map(({ hop }) => hop.transport)).toEqual(['TCP', 'UDP']);
    expect(scripted.requests[1]?.via.transport).toBe('UDP');
    respond('z9hG4bK2');
    expect(told).toEqual(['answered', '200']);
  });

  it('that fall back to a datagram can be cancelled', () => {
    const { clock, scripted, told, subscribe } = setUp();
    scripted.onSend = ({ hop }) => (hop.transport === 'TCP' ? 'connection refused' : undefined);
    const pending = subscribe(filler(2000));
    clock.tick();
    pending.cancel();
    clock.advance(60_000);
    expect([told, scripted.sent.length, clock.pendingCount]).toEqual([[], 2, 0]);
  });

  it('over a stream stay there, whatever their size', () => {
    const { scripted, subscribe } = setUp('TLS');
    subscribe(filler(5000));
    expect(scripted.sent.map(({ hop }) => hop.transport)).toEqual(['TLS']);
  });
});

describe('requests of others', () => {
  const bring = ({ scripted, clock }: ReturnType<typeof setUp>, changes: Parameters<typeof notifyWith>[0] = {}): void => {
    scripted.bring(notifyWith(changes));
    clock.tick();
  };

  it('that are repeated get the same answer once more, and nobody else hears of them (timer J)', () => {
    const all = setUp();
    bring(all);
    all.clock.advance(31_999);
    bring(all);
    expect(all.requests).toHaveLength(1);
    expect(all.scripted.responses.map(({ reasonPhrase }) => reasonPhrase)).toEqual(['OK 1', 'OK 1']);
    all.clock.advance(1);
    bring(all);
    expect(all.requests).toHaveLength(2);
  });

  it.each([
    ['another branch', { Via: 'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKother' }],
    ['another sender', { Via: 'Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK77ef' }],
    ['another method', { 'NOTIFY ': 'OPTIONS sip:a@b SIP/2.0', CSeq: 'CSeq: 3 OPTIONS' }],
  ])('with %s are other requests', (_what, changes) => {
    const all = setUp();
    bring(all);
    bring(all, changes);
    expect(all.requests).toHaveLength(2);
  });

  it('without a branch that is unique are told apart by all they say', () => {
    const all = setUp();
    const old = { Via: 'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=1' };
    bring(all, old);
    bring(all, old);
    bring(all, { ...old, CSeq: 'CSeq: 4 NOTIFY' });
    expect(all.requests).toHaveLength(2);
  });

  it('over a stream are not repeated, so each is a new one', () => {
    const all = setUp('TCP');
    bring(all);
    bring(all);
    expect(all.requests).toHaveLength(2);
  });

  it('are answered with what their sender cannot know, at the port it names or has', () => {
    const all = setUp();
    bring(all);
    bring(all, { Via: 'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa;rport' });
    bring(all, { Via: 'Via: SIP/2.0/UDP proxy.test:5080;branch=z9hG4bKb, SIP/2.0/TCP 10.0.0.1;branch=z9hG4bKc' });
    expect(all.scripted.responses.map(({ headers }) => headers.list('via'))).toEqual([
      ['SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK77ef'],
      ['SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa;rport=5060;received=192.0.2.1'],
      ['SIP/2.0/UDP proxy.test:5080;branch=z9hG4bKb;received=192.0.2.1', 'SIP/2.0/TCP 10.0.0.1;branch=z9hG4bKc'],
    ]);
    expect(all.scripted.sent.map(({ hop }) => hop.port)).toEqual([5060, 5060, 5080]);
  });

  it('get a tag of ours only if they have none', () => {
    const all = setUp();
    bring(all);
    bring(all, { To: 'To: <sip:lampfield@pbx.test>', Via: 'Via: SIP/2.0/UDP a;branch=z9hG4bKx' });
    expect(all.scripted.responses.map(({ to }) => to.parameters.get('tag'))).toEqual(['subscriber', expect.stringMatching(/\d/)]);
  });

  it('that are an ACK have no answer', () => {
    const all = setUp();
    bring(all, { 'NOTIFY ': 'ACK sip:a@b SIP/2.0', CSeq: 'CSeq: 3 ACK' });
    expect([all.requests, all.scripted.sent]).toEqual([[], []]);
  });
});
