import type { CallPlan } from './call-plan.ts';
import { CallSchedule } from './call-schedule.ts';
import { PhoneSystem } from './phone-system.ts';

/** A phone system whose monotonic and wall clocks agree, so that times are easy to read. */
function startSchedule() {
  const phones = new PhoneSystem(() => undefined);
  const schedule = new CallSchedule(phones);
  const runUntil = (untilMs: number): void => {
    while ((schedule.nextAtMs ?? Infinity) <= untilMs) schedule.runNext((atMs) => atMs);
  };
  return { phones, schedule, runUntil };
}

const talk: CallPlan = { kind: 'CALL', from: '100', to: '200', ringMs: 10, talkMs: 90 };

describe('the schedule of calls', () => {
  it('answers after the ringing and ends after the talk, each at its time', () => {
    const { phones, schedule, runUntil } = startSchedule();
    schedule.beginCall(talk, [0, 0]);
    runUntil(9);
    expect(phones.reportOf('200').state).toBe('RINGING');
    runUntil(10);
    expect(phones.reportOf('200')).toMatchObject({ state: 'ON_CALL', since: 10 });
    runUntil(99);
    expect(phones.reportOf('200').state).toBe('ON_CALL');
    runUntil(100);
    expect(phones.reportOf('200').state).toBe('AVAILABLE');
  });

  it('holds for the middle third', () => {
    const { phones, schedule, runUntil } = startSchedule();
    schedule.beginCall({ ...talk, heldBy: 'to' }, [0, 0]);
    const isHeldAt = (untilMs: number): boolean => {
      runUntil(untilMs);
      return phones.reportOf('200').activity?.held === true;
    };
    expect([39, 40, 69, 70].map(isHeldAt)).toEqual([false, true, true, false]);
  });

  it('lets the called line ring in vain, or the caller hear the busy tone, and tells when that is over', () => {
    const { phones, schedule, runUntil } = startSchedule();
    const over: number[] = [];
    schedule.beginCall({ ...talk, talkMs: 0 }, [0, 0], (atMs) => over.push(atMs));
    schedule.beginCall({ ...talk, from: '300', isRefused: true, ringMs: 20, talkMs: 0 }, [0, 0], (atMs) => over.push(atMs));
    expect(phones.reportOf('300').state).toBe('BUSY');
    runUntil(1000);
    expect(over).toEqual([10, 20]);
    expect(phones.busyLineCount).toBe(0);
  });

  it('takes a held call back after the one in between', () => {
    const { phones, schedule, runUntil } = startSchedule();
    schedule.beginCall({ ...talk, talkMs: 990 }, [0, 0]);
    runUntil(10);
    schedule.beginCall({ ...talk, from: '300', ringMs: 20, talkMs: 100 }, [50, 50]);
    runUntil(169);
    expect(phones.reportOf('200').activity).toMatchObject({ peer: { number: '300' }, calls: 2 });
    runUntil(170);
    expect(phones.reportOf('200').activity).toMatchObject({ peer: { number: '100' }, held: true });
    runUntil(180);
    expect(phones.reportOf('200').activity).toEqual({ peer: { number: '100' }, direction: 'in', calls: 1 });
  });

  it('makes no call that cannot be made, and brings a phone back', () => {
    const { phones, schedule, runUntil } = startSchedule();
    schedule.beginOutage({ kind: 'OUTAGE', number: '100', lastsMs: 30 }, [0, 0]);
    expect(schedule.beginCall(talk, [0, 0])).toBeUndefined();
    runUntil(29);
    expect(phones.reportOf('100').state).toBe('OFFLINE');
    runUntil(30);
    expect(phones.reportOf('100').state).toBe('AVAILABLE');
  });
});
