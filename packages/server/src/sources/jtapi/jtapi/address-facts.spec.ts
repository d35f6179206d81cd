import type { JtapiCall, JtapiParty } from '@lampfield/jtapi-bridge';
import { reportLine } from '../telephony/reduce-line.ts';
import { addressFactsOf } from './address-facts.ts';

const ANN: JtapiParty = { state: 'ESTABLISHED', number: '1001', name: 'Ann' };
const BOB: JtapiParty = { state: 'ESTABLISHED', number: '1002' };

const callOf = (call: Partial<JtapiCall>): JtapiCall => ({
  id: '1/7',
  state: 'ESTABLISHED',
  terminals: ['TALKING'],
  direction: 'in',
  peers: [ANN],
  ...call,
});

const factsOf = (...calls: readonly Partial<JtapiCall>[]): ReturnType<typeof addressFactsOf> =>
  addressFactsOf({ address: '2001', inService: true, calls: calls.map(callOf) }, 5);

describe('addressFactsOf', () => {
  it('says which address it is, in service, without calls, and when it was read', () => {
    expect(factsOf()).toEqual({ address: '2001', isInService: true, calls: [], readAtMs: 5 });
  });

  it('says that no phone is registered, in a word', () => {
    expect(addressFactsOf({ address: '2001', inService: false, calls: [] }, 5)).toMatchObject({
      isInService: false,
      raw: 'OUT_OF_SERVICE',
    });
  });

  it('says nothing of service where the library does not', () => {
    expect(addressFactsOf({ address: '2001', calls: [] }, 5)).not.toHaveProperty('isInService');
  });

  it.each([
    ['OFFERED', 'TRYING'],
    ['QUEUED', 'TRYING'],
    ['INPROGRESS', 'TRYING'],
    ['ALERTING', 'ALERTING'],
    ['ESTABLISHED', 'CONNECTED'],
    ['CONNECTED', 'CONNECTED'],
    ['FAILED', 'FAILED'],
    ['UNKNOWN', 'CONNECTED'],
    ['constructor', 'CONNECTED'],
  ])('takes a called line in the state %s for %s', (state, stage) => {
    expect(factsOf({ state }).calls).toMatchObject([{ stage, direction: 'in', raw: state }]);
  });

  it.each([
    ['INITIATED', [], 'TRYING', 'INITIATED'],
    ['DIALING', [{ number: '1001' }], 'TRYING', 'DIALING'],
    ['ESTABLISHED', [], 'TRYING', 'ESTABLISHED'],
    ['ESTABLISHED', ['INPROGRESS'], 'TRYING', 'INPROGRESS'],
    ['ESTABLISHED', ['OFFERED'], 'TRYING', 'OFFERED'],
    ['ESTABLISHED', ['ALERTING'], 'ALERTING', 'ALERTING'],
    ['ESTABLISHED', ['NETWORK_REACHED'], 'ALERTING', 'NETWORK_REACHED'],
    ['ESTABLISHED', ['NETWORK_ALERTING'], 'ALERTING', 'NETWORK_ALERTING'],
    ['ESTABLISHED', ['ESTABLISHED'], 'CONNECTED', 'ESTABLISHED'],
    ['CONNECTED', ['CONNECTED'], 'CONNECTED', 'CONNECTED'],
    ['ESTABLISHED', ['UNKNOWN'], 'CONNECTED', 'UNKNOWN'],
    ['ESTABLISHED', ['FAILED'], 'FAILED', 'FAILED'],
    ['ESTABLISHED', ['FAILED', 'ALERTING'], 'ALERTING', 'ALERTING'],
    ['ESTABLISHED', ['ALERTING', 'ESTABLISHED'], 'CONNECTED', 'ESTABLISHED'],
    ['FAILED', ['ESTABLISHED'], 'FAILED', 'FAILED'],
  ])('takes a calling line in the state %s with %j at the far end for %s', (...row) => {
    const [state, ends, stage, raw] = row;
    const peers = ends.map((end) => (typeof end === 'string' ? { state: end, number: '1001' } : end));
    expect(factsOf({ state, direction: 'out', peers }).calls).toMatchObject([{ stage, direction: 'out', raw }]);
  });

  it.each([
    [['HELD'], true],
    [['HELD', 'BRIDGED'], true],
    [['TALKING', 'HELD'], undefined],
    [['TALKING'], undefined],
    [['BRIDGED', 'INUSE'], undefined],
    [[], undefined],
  ])('with phones that are %j, is held: %s', (terminals, isHeld) => {
    const [call] = factsOf({ terminals }).calls;
    expect(call?.isHeld).toBe(isHeld);
    expect(call?.raw).toBe(isHeld === true ? 'HELD' : 'ESTABLISHED');
  });

  it('never takes a call that rings for held', () => {
    expect(factsOf({ state: 'ALERTING', terminals: ['HELD'] }).calls[0]).not.toHaveProperty('isHeld');
  });

  it('names the far end, with what is known of it', () => {
    expect(factsOf({}).calls[0]?.peer).toEqual({ number: '1001', name: 'Ann' });
    expect(factsOf({ peers: [{ state: 'ESTABLISHED' }] }).calls[0]?.peer).toEqual({});
    expect(factsOf({ peers: [] }).calls[0]).not.toHaveProperty('peer');
  });

  it('names nobody in a conference', () => {
    const [call] = factsOf({ peers: [ANN, BOB] }).calls;
    expect(call).toMatchObject({ isConference: true });
    expect(call).not.toHaveProperty('peer');
  });

  it('names the one who talks while others still ring', () => {
    expect(factsOf({ peers: [{ ...BOB, state: 'ALERTING' }, ANN] }).calls[0]).toMatchObject({ peer: { number: '1001' } });
  });

  it('leaves the direction open where the library does', () => {
    const { direction: _, ...call } = callOf({});
    expect(addressFactsOf({ address: '2001', calls: [call] }, 5).calls[0]).not.toHaveProperty('direction');
  });

  it.each([
    ['AVAILABLE', []],
    ['RINGING', [{ state: 'ALERTING', terminals: ['RINGING'] }]],
    ['DIALING', [{ direction: 'out' as const, peers: [{ ...ANN, state: 'ALERTING' }] }]],
    ['ON_CALL', [{}]],
    ['BUSY', [{ direction: 'out' as const, peers: [{ ...ANN, state: 'FAILED' }] }]],
    ['RINGING', [{}, { id: '1/8', state: 'ALERTING', terminals: ['RINGING'], peers: [BOB] }]],
  ])('makes a line %s', (state, calls) => {
    expect(reportLine([factsOf(...calls)])).toMatchObject({ state });
  });

  it('makes two addresses in one call one call of the line', () => {
    const calls = [callOf({})];
    const report = reportLine([addressFactsOf({ address: 'a', calls }, 5), addressFactsOf({ address: 'b', calls }, 5)]);
    expect(report).toMatchObject({ state: 'ON_CALL', activity: { calls: 1 } });
  });
});
