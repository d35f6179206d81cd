import { addressOf, AT, callOf, SteppedLine } from './line-facts.fixture.ts';
import { reportLine } from './reduce-line.ts';

const talking = callOf('1', { stage: 'CONNECTED' });

describe('the time a state began', () => {
  it('is not known of a first look, whatever it shows', () => {
    expect(new SteppedLine().report(0, addressOf('a')).since).toBeNull();
    expect(new SteppedLine().report(0, addressOf('a', [talking])).since).toBeNull();
    expect(new SteppedLine().report(0, addressOf('a', [], { isInService: false })).since).toBeNull();
  });

  it('is when it was seen to begin, and stays while it lasts', () => {
    const line = new SteppedLine();
    line.report(0, addressOf('a'));
    expect(line.report(10, addressOf('a', [callOf('1')])).since).toBe(AT + 10);
    expect(line.report(10, addressOf('a', [callOf('1')])).since).toBe(AT + 10);
    expect(line.report(10, addressOf('a', [talking])).since).toBe(AT + 30);
    expect(line.report(10, addressOf('a', [{ ...talking, isHeld: true }])).since).toBe(AT + 30);
    expect(line.report(10, addressOf('a')).since).toBe(AT + 50);
    expect(line.report(10, addressOf('a')).since).toBe(AT + 50);
    expect(line.report(10, addressOf('a', [], { isInService: false })).since).toBe(AT + 70);
    expect(line.report(10, addressOf('a')).since).toBe(AT + 80);
  });

  it('is known of the end of a call whose beginning is not', () => {
    const line = new SteppedLine();
    expect(line.report(0, addressOf('a', [callOf('1')])).since).toBeNull();
    expect(line.report(10, addressOf('a', [talking])).since).toBe(AT + 10);
    expect(line.report(10, addressOf('a')).since).toBe(AT + 20);
  });

  it('is what the network says, also when it says it late', () => {
    const line = new SteppedLine();
    expect(line.report(0, addressOf('a', [{ ...talking, sinceMs: AT - 5000 }])).since).toBe(AT - 5000);
    expect(line.report(10, addressOf('a', [talking])).since).toBe(AT - 5000);
    expect(line.report(10, addressOf('a', [{ ...talking, sinceMs: AT - 4000 }])).since).toBe(AT - 4000);
    expect(line.report(10, addressOf('a', [talking])).since).toBe(AT - 4000);
    expect(line.report(10, addressOf('a', [], { sinceMs: AT + 35 })).since).toBe(AT + 35);
  });

  it('is of the other call once the more important one is over', () => {
    const line = new SteppedLine();
    line.report(0, addressOf('a'));
    line.report(10, addressOf('a', [{ ...talking, isHeld: true }]));
    const second = callOf('2', { stage: 'CONNECTED', peer: { number: '2' } });
    expect(line.report(10, addressOf('a', [{ ...talking, isHeld: true }, second])).since).toBe(AT + 20);
    expect(line.report(10, addressOf('a', [{ ...talking, isHeld: true }])).since).toBe(AT + 10);
  });

  it('is of the first address that saw it, and unknown if one found it already there', () => {
    const line = new SteppedLine();
    line.report(0, addressOf('a'), addressOf('b'));
    expect(line.report(10, addressOf('a'), addressOf('b', [callOf('9')])).since).toBe(AT + 10);
    expect(line.report(10, addressOf('a', [callOf('1')]), addressOf('b', [callOf('9')])).since).toBe(AT + 10);
    expect(line.report(10, addressOf('a', [callOf('1')]), addressOf('c', [callOf('7')])).since).toBeNull();
  });

  it('is that of the answer, though another phone still rings', () => {
    const line = new SteppedLine();
    line.report(0, addressOf('a', [callOf('1')]), addressOf('b', [callOf('9')]));
    expect(line.report(10, addressOf('a', [callOf('1')]), addressOf('b', [{ ...talking, id: '9' }])).since).toBe(AT + 10);
  });

  it('is the first that the network tells of it', () => {
    const facts = ['a', 'b', 'c'].map((address, index) => addressOf(address, [{ ...talking, sinceMs: AT - index }]));
    expect(reportLine(facts).since).toBe(AT - 2);
  });

  it('is not that of a newly found address, which may have been so for long', () => {
    const line = new SteppedLine();
    line.report(0, addressOf('a', [], { isInService: false }));
    expect(line.report(10, addressOf('a', [], { isInService: false }), addressOf('b'))).toEqual({
      state: 'AVAILABLE',
      since: null,
    });
    expect(line.report(10, addressOf('a'), addressOf('b', [talking])).since).toBe(AT + 20);
  });

  it('of all addresses at rest is the last, of a status the first that the network tells', () => {
    const times = (facts: object) => [addressOf('a', [], { ...facts, sinceMs: 1 }), addressOf('b', [], { ...facts, sinceMs: 5 })];
    expect(reportLine(times({})).since).toBe(5);
    expect(reportLine(times({ isInService: false })).since).toBe(5);
    expect(reportLine(times({ status: 'AWAY' })).since).toBe(1);
    expect(reportLine([...times({}), addressOf('c')]).since).toBeNull();
  });
});

describe('an address that is left out for a while', () => {
  it('leaves the line UNKNOWN when there is no other', () => {
    const line = new SteppedLine();
    line.report(0, addressOf('a', [talking]));
    expect(line.report(10)).toEqual({ state: 'UNKNOWN', since: null, reason: 'PENDING' });
  });

  it('keeps the times of what is unchanged when it is back', () => {
    const line = new SteppedLine();
    line.report(0, addressOf('a'));
    line.report(10, addressOf('a', [talking]));
    line.report(10);
    line.report(10);
    expect(line.report(10, addressOf('a', [talking])).since).toBe(AT + 10);
    line.report(10, addressOf('a'));
    line.report(10);
    expect(line.report(10, addressOf('a')).since).toBe(AT + 50);
  });

  it('dates nothing that may have happened meanwhile', () => {
    const line = new SteppedLine();
    line.report(0, addressOf('a'));
    line.report(10);
    expect(line.report(10, addressOf('a', [talking])).since).toBeNull();
    line.report(10);
    expect(line.report(10, addressOf('a')).since).toBeNull();
    expect(line.report(10, addressOf('a', [talking])).since).toBe(AT + 50);
  });

  it('is one of several: the others go on', () => {
    const line = new SteppedLine();
    line.report(0, addressOf('a'), addressOf('b'));
    line.report(10, addressOf('b'));
    expect(line.report(10, addressOf('b', [callOf('5')])).since).toBe(AT + 20);
    expect(line.report(10, addressOf('a', [talking]), addressOf('b')).since).toBeNull();
  });
});
