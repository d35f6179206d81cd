import { addressOf, AT, callOf, SteppedLine } from './line-facts.fixture.ts';
import { checkDwell, DEFAULT_MAX_DWELL_MS } from './dwell.ts';

const MAX_MS = 180_000;
const dialing = callOf('1', { direction: 'out' });

describe('a line that rings or dials', () => {
  it.each([
    ['RINGING', [callOf('1')]],
    ['DIALING', [dialing]],
    ['DIALING', [{ ...dialing, stage: 'TRYING' as const }]],
  ])('is doubted when it is %s for too long, and not a moment before', (state, calls) => {
    const line = new SteppedLine();
    const facts = [addressOf('a', calls)];
    const first = checkDwell(line.after(0, facts), AT);
    expect(first).toEqual({ report: expect.objectContaining({ state }), isOverdue: false, dwellDeadlineMs: AT + MAX_MS });
    expect(checkDwell(line.after(MAX_MS - 1, facts), line.nowMs)).toMatchObject({ isOverdue: false });
    const late = checkDwell(line.after(1, facts), line.nowMs);
    expect(late).toEqual({ report: expect.objectContaining({ state, stale: true, reason: 'PENDING' }), isOverdue: true });
    expect(late.report.activity).toEqual(first.report.activity);
    expect(checkDwell(line.after(1, facts), line.nowMs).isOverdue).toBe(true);
  });

  it('is believed again once it has been read anew, for as long again', () => {
    const line = new SteppedLine();
    line.after(0, [addressOf('a', [dialing])]);
    const facts = [addressOf('a', [dialing], { readAtMs: AT + MAX_MS })];
    const confirmed = checkDwell(line.after(MAX_MS + 5, facts), line.nowMs);
    expect(confirmed).toMatchObject({ isOverdue: false, dwellDeadlineMs: AT + 2 * MAX_MS });
    expect(confirmed.report).not.toHaveProperty('stale');
    expect(checkDwell(line.after(MAX_MS, facts), line.nowMs).isOverdue).toBe(true);
  });

  it('is counted from what this server saw, not from what the network says', () => {
    const line = new SteppedLine();
    const facts = [addressOf('a', [callOf('1', { sinceMs: AT - 10 * MAX_MS })])];
    expect(checkDwell(line.after(0, facts), AT)).toMatchObject({ isOverdue: false, dwellDeadlineMs: AT + MAX_MS });
  });

  it('begins to count anew with another call, and with the next stage', () => {
    const line = new SteppedLine();
    line.after(0, [addressOf('a', [{ ...dialing, stage: 'TRYING' }])]);
    expect(checkDwell(line.after(100, [addressOf('a', [dialing])]), line.nowMs).dwellDeadlineMs).toBe(AT + 100 + MAX_MS);
    const second = callOf('2', { peer: { number: '2' } });
    expect(checkDwell(line.after(100, [addressOf('a', [dialing, second])]), line.nowMs).dwellDeadlineMs).toBe(AT + 200 + MAX_MS);
  });

  it('does not wait longer because the clock was set back', () => {
    const line = new SteppedLine();
    line.after(0, [addressOf('a', [dialing])]);
    const step = line.after(-3_600_000, [addressOf('a', [dialing])]);
    expect(checkDwell(step, line.nowMs).dwellDeadlineMs).toBe(line.nowMs + MAX_MS);
  });

  it('may do so for as long as each state is allowed', () => {
    const step = new SteppedLine().after(0, [addressOf('a', [callOf('1')])]);
    expect(checkDwell(step, AT, { RINGING: 5 }).dwellDeadlineMs).toBe(AT + 5);
    expect(checkDwell(step, AT, { DIALING: 5 })).toEqual({ report: step.report, isOverdue: false });
    expect(Object.keys(DEFAULT_MAX_DWELL_MS)).toEqual(['RINGING', 'DIALING']);
  });
});

it.each([
  ['talks', [addressOf('a', [callOf('1', { stage: 'CONNECTED' })])]],
  ['is free', [addressOf('a')]],
  ['is not known', []],
])('a line that %s may do so for ever', (_, facts) => {
  const line = new SteppedLine();
  line.after(0, [addressOf('a', [dialing])]);
  const step = line.after(10 * MAX_MS, facts);
  expect(checkDwell(step, line.nowMs)).toEqual({ report: step.report, isOverdue: false });
});
