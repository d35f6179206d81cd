import type { PresenceState } from '@lampfield/protocol';
import type { CallFact, CallStage } from './line-facts.ts';
import { addressOf, AT, callOf, SteppedLine, undirected } from './line-facts.fixture.ts';
import { reduceLine, reportLine } from './reduce-line.ts';

const reportOf = (...calls: readonly CallFact[]) => reduceLine(undefined, [addressOf('a', calls)], AT).report;

const ringing = callOf('ringing', { peer: { number: '1' } });
const dialing = callOf('dialing', { direction: 'out', peer: { number: '2' } });
const talking = callOf('talking', { stage: 'CONNECTED', peer: { number: '3' } });
const busyTone = callOf('busy', { stage: 'FAILED', direction: 'out', peer: { number: '4' } });
const held = callOf('held', { stage: 'CONNECTED', isHeld: true, peer: { number: '5' } });
const withheld = callOf('withheld', { peer: { number: 'anonymous' } });
const arriving = callOf('arriving', { stage: 'TRYING', peer: { number: '6' } });

describe('one call of a line', () => {
  it.each<[CallStage, CallFact['direction'], PresenceState]>([
    ['TRYING', 'in', 'AVAILABLE'],
    ['TRYING', 'out', 'DIALING'],
    ['TRYING', undefined, 'DIALING'],
    ['ALERTING', 'in', 'RINGING'],
    ['ALERTING', 'out', 'DIALING'],
    ['ALERTING', undefined, 'RINGING'],
    ['CONNECTED', 'in', 'ON_CALL'],
    ['CONNECTED', 'out', 'ON_CALL'],
    ['CONNECTED', undefined, 'ON_CALL'],
    ['FAILED', 'in', 'AVAILABLE'],
    ['FAILED', 'out', 'BUSY'],
    ['FAILED', undefined, 'BUSY'],
  ])('that is %s, direction %s, makes it %s', (stage, direction, state) => {
    const call = undirected(callOf('1', { stage }));
    expect(reportOf(direction === undefined ? call : { ...call, direction }).state).toBe(state);
  });

  it('tells the far end, the direction, the number of calls and the word of the phone system', () => {
    expect(reportOf(callOf('1', { raw: 'early', peer: { number: '+36 1 999', name: 'Anna' } }))).toEqual({
      state: 'RINGING',
      since: null,
      raw: 'early',
      activity: { peer: { number: '+36 1 999', name: 'Anna' }, direction: 'in', calls: 1 },
    });
  });

  it('is held only once it is connected, and only when this end says so', () => {
    expect(reportOf(held).activity?.held).toBe(true);
    expect(reportOf(talking).activity).not.toHaveProperty('held');
    expect(reportOf({ ...ringing, isHeld: true })).toMatchObject({ state: 'RINGING' });
    expect(reportOf({ ...ringing, isHeld: true }).activity).not.toHaveProperty('held');
  });

  it('says nothing about what the network does not tell', () => {
    expect(reportOf({ id: '1', stage: 'CONNECTED', raw: '' })).toEqual({ state: 'ON_CALL', since: null, activity: { calls: 1 } });
    expect(reportOf(callOf('1', { peer: { name: 'Anna' } })).activity).not.toHaveProperty('peer');
  });

  it.each([
    [{ number: '1001', name: '1001' }, { number: '1001' }],
    [
      { number: ' 1001\n', name: 'A\u202Eb\r\n c' },
      { number: '1001', name: 'A b c' },
    ],
    [{ number: '1001', name: ' ' }, { number: '1001' }],
    [
      { number: '1'.repeat(300), name: 'n'.repeat(300) },
      { number: '1'.repeat(255), name: 'n'.repeat(255) },
    ],
    [{ number: '', name: 'Anna' }, undefined],
  ])('names the far end as one line of plain text: %j', (peer, shown) => {
    expect(reportOf(callOf('1', { peer })).activity?.peer).toEqual(shown);
  });
});

describe('several calls of a line', () => {
  it.each([
    ['a waiting caller before the present one', [talking, ringing], { state: 'RINGING', activity: { calls: 2 } }],
    ['a waiting caller before a call that is dialled', [dialing, ringing], { state: 'RINGING' }],
    ['an active call before a held one', [held, talking], { state: 'ON_CALL', activity: { peer: { number: '3' }, calls: 2 } }],
    ['a dialled call before a held one', [held, dialing], { state: 'DIALING', activity: { calls: 2 } }],
    ['a busy tone before a held call', [held, busyTone], { state: 'BUSY' }],
    ['an active call before a busy tone', [busyTone, talking], { state: 'ON_CALL' }],
    ['a held call when there is nothing else', [held, arriving], { activity: { held: true, peer: { number: '5' }, calls: 1 } }],
    ['all of them', [held, busyTone, talking, dialing, ringing], { state: 'RINGING', activity: { calls: 5 } }],
  ])('show %s', (_, calls, expected) => {
    expect(reportOf(...calls)).toMatchObject(expected);
    expect(reportOf(...calls.toReversed())).toMatchObject(expected);
  });

  it('show of equals the one that changed last, whether the network dates them or not', () => {
    const dated = [
      callOf('1', { sinceMs: AT - 1, peer: { number: '1' } }),
      callOf('2', { sinceMs: AT - 2, peer: { number: '2' } }),
    ];
    expect(reportOf(...dated).activity?.peer?.number).toBe('1');
    const line = new SteppedLine();
    line.report(0, addressOf('a', [callOf('1', { peer: { number: '1' } })]));
    const second = line.report(
      10,
      addressOf('a', [callOf('1', { peer: { number: '1' } }), callOf('2', { peer: { number: '2' } })]),
    );
    expect(second).toMatchObject({ since: AT + 10, activity: { peer: { number: '2' }, calls: 2 } });
  });

  it('do not count a call that arrives and does not ring yet', () => {
    expect(reportOf(arriving, talking)).toMatchObject({ state: 'ON_CALL', activity: { calls: 1 } });
    expect(reportOf(arriving)).toEqual({ state: 'AVAILABLE', since: null });
  });

  it('follow a transfer with a question in between', () => {
    const line = new SteppedLine();
    const caller = callOf('1', { stage: 'CONNECTED', peer: { number: '1001' } });
    const asked = callOf('2', { stage: 'ALERTING', direction: 'out', peer: { number: '1002' } });
    line.report(0, addressOf('a'));
    expect(line.report(10, addressOf('a', [caller]))).toMatchObject({ state: 'ON_CALL', since: AT + 10 });
    expect(line.report(10, addressOf('a', [{ ...caller, isHeld: true }, asked]))).toMatchObject({
      state: 'DIALING',
      since: AT + 20,
      activity: { peer: { number: '1002' }, direction: 'out', calls: 2 },
    });
    expect(
      line.report(
        10,
        addressOf('a', [
          { ...caller, isHeld: true },
          { ...asked, stage: 'CONNECTED' },
        ]),
      ),
    ).toMatchObject({
      state: 'ON_CALL',
      since: AT + 30,
      activity: { peer: { number: '1002' }, calls: 2 },
    });
    expect(line.report(10, addressOf('a'))).toEqual({ state: 'AVAILABLE', since: AT + 40 });
  });

  it('go on as one call with another far end when somebody else is connected through', () => {
    const line = new SteppedLine();
    line.report(0, addressOf('a'));
    line.report(5, addressOf('a', [callOf('1', { stage: 'CONNECTED' })]));
    expect(line.report(5, addressOf('a', [callOf('1', { stage: 'CONNECTED', peer: { number: '1002' } })]))).toMatchObject({
      since: AT + 5,
      activity: { peer: { number: '1002' }, calls: 1 },
    });
  });
});

describe('a line of several addresses', () => {
  it('shows the busiest', () => {
    const report = reportLine([addressOf('a', [held]), addressOf('b', [ringing]), addressOf('c')]);
    expect(report).toMatchObject({ state: 'RINGING', activity: { peer: { number: '1' }, calls: 2 } });
  });

  it.each<[string, number, readonly (readonly CallFact[])[]]>([
    ['that the network names the same', 1, [[callOf('1', { call: 'x' })], [callOf('9', { call: 'x', peer: { number: '7' } })]]],
    ['that it names differently', 2, [[callOf('1', { call: 'x' })], [callOf('1', { call: 'y' })]]],
    ['without a name, from the same far end', 1, [[callOf('1')], [callOf('9')]]],
    ['without a name, in the other direction', 2, [[callOf('1')], [callOf('9', { direction: 'out' })]]],
    ['without a name or a number', 2, [[callOf('1', { peer: {} })], [callOf('1', { peer: {} })]]],
    ['of callers who are withheld', 2, [[withheld], [withheld]]],
    [
      'of one far end that calls twice',
      2,
      [
        [callOf('1'), callOf('2')],
        [callOf('8'), callOf('9')],
      ],
    ],
    ['of which the other address sees one', 2, [[callOf('1'), callOf('2')], [callOf('9')]]],
    ['that forks at one address', 1, [[callOf('1', { call: 'x' }), callOf('2', { call: 'x' })]]],
  ])('counts calls %s as %d', (_, count, addresses) => {
    expect(reportLine(addresses.map((calls, index) => addressOf(String(index), calls))).activity?.calls).toBe(count);
  });

  it('takes the furthest sight of a call: it is answered although another phone still rings', () => {
    const answered = callOf('9', { stage: 'CONNECTED' });
    expect(reportLine([addressOf('a', [callOf('1')]), addressOf('b', [answered])])).toMatchObject({
      state: 'ON_CALL',
      activity: { calls: 1 },
    });
  });

  it('takes one far end where its addresses see two, and always the same', () => {
    const seen = (number: string) => callOf('1', { call: 'x', peer: { number } });
    const facts = [addressOf('b', [seen('2')]), addressOf('a', [seen('1')])];
    expect(reportLine(facts).activity).toMatchObject({ peer: { number: '1' }, calls: 1 });
    expect(reportLine(facts.toReversed()).activity).toMatchObject({ peer: { number: '1' }, calls: 1 });
  });

  it('is not held while one of its phones is in the call', () => {
    const parked = callOf('1', { call: 'x', stage: 'CONNECTED', isHeld: true });
    const joined = callOf('2', { call: 'x', stage: 'CONNECTED' });
    expect(reportLine([addressOf('a', [parked]), addressOf('b', [joined])]).activity).not.toHaveProperty('held');
    expect(reportLine([addressOf('a', [parked]), addressOf('b', [parked])]).activity?.held).toBe(true);
  });

  it('takes the name from whichever address knows it', () => {
    const named = callOf('9', { peer: { number: '1001', name: 'Anna' } });
    expect(reportLine([addressOf('a', [callOf('1')]), addressOf('b', [named])]).activity?.peer).toEqual({
      number: '1001',
      name: 'Anna',
    });
  });

  it('names nobody in a conference of several', () => {
    const seen = (id: string, number: string) =>
      callOf(id, { call: 'x', stage: 'CONNECTED', isConference: true, peer: { number } });
    const conference = reportLine([addressOf('a', [seen('1', '1001'), seen('2', '1002')])]);
    expect(conference).toMatchObject({ state: 'ON_CALL', activity: { conference: true, calls: 1 } });
    expect(conference.activity).not.toHaveProperty('peer');
    expect(reportLine([addressOf('a', [seen('1', '8000')])]).activity).toMatchObject({
      conference: true,
      peer: { number: '8000' },
    });
  });

  it('is in a conference once it is connected, whichever address knows of it, and only while it shows that call', () => {
    const dialled = callOf('1', { call: 'x', direction: 'out', isConference: true });
    expect(reportLine([addressOf('a', [dialled])]).activity).not.toHaveProperty('conference');
    const joined = { ...dialled, stage: 'CONNECTED' as const };
    const unaware = callOf('2', { call: 'x', stage: 'CONNECTED' });
    expect(reportLine([addressOf('a', [unaware]), addressOf('b', [joined])]).activity?.conference).toBe(true);
    expect(reportLine([addressOf('a', [joined, ringing])]).activity).not.toHaveProperty('conference');
    expect(reportLine([addressOf('a', [{ ...joined, isHeld: true }])]).activity).toMatchObject({ conference: true, held: true });
  });

  it.each<[PresenceState, readonly (boolean | undefined)[]]>([
    ['OFFLINE', [false]],
    ['OFFLINE', [false, false]],
    ['AVAILABLE', [false, true]],
    ['AVAILABLE', [false, undefined]],
    ['AVAILABLE', [undefined]],
    ['AVAILABLE', [true, true]],
  ])('is %s with its addresses in service: %j', (state, services) => {
    const facts = services.map((isInService, index) =>
      addressOf(String(index), [], isInService === undefined ? {} : { isInService }),
    );
    expect(reportLine(facts)).toEqual({ state, since: null });
  });

  it('leaves out what is left of the calls of a phone that is gone', () => {
    const gone = addressOf('a', [talking], { isInService: false });
    expect(reportLine([gone]).state).toBe('OFFLINE');
    expect(reportLine([gone, addressOf('b')])).toEqual({ state: 'AVAILABLE', since: null });
    expect(reportLine([gone, addressOf('b', [ringing])])).toMatchObject({ state: 'RINGING', activity: { calls: 1 } });
  });

  it('has the busiest status of those in service, which any call outranks', () => {
    const away = addressOf('a', [], { status: 'AWAY', raw: 'away' });
    const dnd = addressOf('b', [], { status: 'DND', raw: 'dnd' });
    expect(reportLine([away, dnd, addressOf('c')])).toEqual({ state: 'DND', since: null, raw: 'dnd' });
    expect(reportLine([away, { ...dnd, isInService: false }])).toEqual({ state: 'AWAY', since: null, raw: 'away' });
    expect(reportLine([away, { ...dnd, calls: [busyTone] }]).state).toBe('BUSY');
    expect(
      reportLine([
        { ...away, raw: 'meal' },
        { ...away, address: 'c' },
      ]).raw,
    ).toBe('away');
  });

  it('is UNKNOWN while no address is known', () => {
    expect(reportLine([])).toEqual({ state: 'UNKNOWN', since: null, reason: 'PENDING' });
  });
});
