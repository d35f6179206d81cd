import { TestBed } from '@angular/core/testing';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { settle } from '../../testing/virtual-clock.ts';
import { PresenceService } from './presence-service.ts';
import type { RequestError } from './request-error.ts';

describe('looking into a calendar', () => {
  let harness: PresenceHarness;
  let service: PresenceService;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
    service = TestBed.inject(PresenceService);
  });

  const ID = 'anna/b@example.org_EXCHANGE';
  const PATH = `presence/calendar/${encodeURIComponent(ID)}`;

  const peek = async (hours?: number) => {
    const answers: unknown[] = [];
    const errors: string[] = [];
    service.peekCalendar(ID, hours).subscribe({
      next: (answer) => answers.push(answer),
      error: ({ code }: RequestError) => errors.push(code),
    });
    await settle();
    return { answers, errors };
  };

  it('asks once, for a day or as told, and keeps nothing', async () => {
    harness.server.calendar = { from: 5, until: 9, busy: [{ from: 6, until: 7, kind: 'oof' }] };
    const before = harness.state();
    expect((await peek()).answers).toEqual([harness.server.calendar]);
    await peek(48);
    const params = harness.server.requests.filter(({ path }) => path === PATH).map(({ request }) => request.params.toString());
    expect(params).toEqual(['hours=24', 'hours=48']);
    expect(harness.state()).toBe(before);
  });

  it.each([
    [429, 'TOO_MANY_REQUESTS'],
    ['OFFLINE', 'UNREACHABLE'],
  ] as const)('is not tried again after %s: somebody waits', async (fault, code) => {
    harness.server.faults.set(PATH, [fault]);
    expect((await peek()).errors).toEqual([code]);
  });

  it('takes nothing that it cannot read for free time', async () => {
    harness.server.calendar = { from: 5, until: 9, busy: [{ from: 6, until: 7, kind: 'holiday' }] };
    expect((await peek()).errors).toEqual(['UNREADABLE']);
  });

  it('notices the end of the session', async () => {
    harness.server.isSignedIn = false;
    expect((await peek()).errors).toEqual(['NOT_SIGNED_IN']);
    expect(harness.state().session.phase).toBe('SIGNED_OUT');
  });
});
