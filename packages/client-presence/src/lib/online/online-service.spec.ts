import { TestBed } from '@angular/core/testing';
import type { Observable } from 'rxjs';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { settle } from '../../testing/virtual-clock.ts';
import type { RequestError } from '../connection/request-error.ts';
import { selectMaySeeOnline, selectPermissions } from '../state/select-session.ts';
import { OnlineService } from './online-service.ts';

describe('asking who is online', () => {
  let harness: PresenceHarness;
  let service: OnlineService;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
    harness.server.online.join('anna');
    service = TestBed.inject(OnlineService);
  });

  const ask = async (call: Observable<unknown>) => {
    const answers: unknown[] = [];
    const errors: RequestError[] = [];
    call.subscribe({ next: (answer) => answers.push(answer), error: (error: RequestError) => errors.push(error) });
    await settle();
    return { answers, errors };
  };

  it('counts', async () => {
    const { answers } = await ask(service.count());
    expect(answers).toEqual([{ total: 1, sessions: 1, seq: 1, hosts: [{ host: 'chat.test', users: 1, sessions: 1 }] }]);
  });

  it('gives one page of whom it asks for', async () => {
    const { answers } = await ask(service.list({ host: 'chat.test', prefix: 'an', cursor: 'chat.test al', limit: 10 }));
    expect(answers).toEqual([{ users: [{ user: 'anna', host: 'chat.test', resources: 1 }], total: 1, matching: 1, seq: 1 }]);
    expect(harness.server.requests.at(-1)?.request.params.toString()).toBe(
      'host=chat.test&prefix=an&cursor=chat.test%20al&limit=10',
    );
    await ask(service.list());
    expect(harness.server.requests.at(-1)?.request.params.toString()).toBe('limit=1000');
  });

  it('fails with what the server says', async () => {
    harness.server.online.isReady = false;
    const { errors } = await ask(service.list());
    expect(errors).toMatchObject([{ code: 'REPLICA_NOT_READY', status: 503, retryAfterSeconds: 5 }]);
  });

  it('notices the end of the session', async () => {
    harness.server.isSignedIn = false;
    harness.server.lasting.set('online/count', 401);
    const { errors } = await ask(service.count());
    expect(errors).toMatchObject([{ code: 'NOT_SIGNED_IN' }]);
    expect(harness.state().session.phase).toBe('SIGNED_OUT');
  });
});

describe('permissions', () => {
  it('are those of the last reload, and nobody has any when signed out', async () => {
    const harness = new PresenceHarness();
    const maySee = harness.store.selectSignal(selectMaySeeOnline);
    expect([maySee(), harness.store.selectSignal(selectPermissions)()]).toEqual([false, []]);
    await harness.start();
    expect([maySee(), harness.store.selectSignal(selectPermissions)()]).toEqual([true, ['ONLINE']]);
    harness.server.permissions = [];
    await harness.start();
    expect(maySee()).toBe(false);
  });
});
