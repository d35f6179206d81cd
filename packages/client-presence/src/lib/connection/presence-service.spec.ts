import { TestBed } from '@angular/core/testing';
import type { BulkUpdateResponse } from '@lampfield/protocol';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { settle } from '../../testing/virtual-clock.ts';
import { inChunks } from './id-chunks.ts';
import { PresenceService } from './presence-service.ts';
import type { RequestError } from './request-error.ts';

const PHONE = '9100_JTAPI';
const KEEP_ALIVE = 'presence/bulkUpdateSubscription';

describe('the presence service', () => {
  let harness: PresenceHarness;
  let service: PresenceService;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
    service = TestBed.inject(PresenceService);
  });

  afterEach(() => {
    document.cookie = 'XSRF-TOKEN=; Max-Age=0';
  });

  const update = async (ids: readonly string[]) => {
    const answers: BulkUpdateResponse[] = [];
    const errors: RequestError[] = [];
    service.bulkUpdateSubscription(ids.map((id) => ({ id, version: 0 }))).subscribe({
      next: (answer) => answers.push(answer),
      error: (error: RequestError) => errors.push(error),
    });
    await settle();
    return { answers, errors };
  };

  it('renews by one request and gives its answer', async () => {
    const { answers } = await update([PHONE]);
    expect(answers).toEqual([
      { renewed: [], recreated: [PHONE], rejected: [], expiresInSeconds: 600, serverTime: harness.clock.now().wallMs },
    ]);
  });

  it('renews many by several requests and merges their answers', async () => {
    const ids = Array.from({ length: 2001 }, (_, index) => `${String(index)}_JTAPI`);
    harness.server.rejected.set('2000_JTAPI', 'LIMIT');
    const { answers } = await update(ids);
    expect(harness.server.keepAlives().map(({ items }) => items.length)).toEqual([1000, 1000, 1]);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.recreated).toEqual(ids.slice(0, 2000));
    expect(answers[0]?.rejected).toEqual([{ id: '2000_JTAPI', code: 'LIMIT' }]);
  });

  it('asks for the settings as they are when there is nothing to renew', async () => {
    const { answers } = await update([]);
    expect(answers).toMatchObject([{ renewed: [], expiresInSeconds: 600 }]);
  });

  it('fails with what the last try failed with', async () => {
    harness.server.faults.set(KEEP_ALIVE, [503, 503, 503, 'OFFLINE']);
    const { errors } = await update([PHONE]);
    expect(errors).toEqual([]);
    await harness.clock.advance(60_000);
    expect(errors.map(({ code }) => code)).toEqual(['UNREACHABLE']);
    expect(harness.server.keepAlives().map(({ atMs }) => atMs)).toEqual([0, 20_000, 40_000, 60_000]);
  });

  it('forces a push of everything, or of some', async () => {
    const counts: number[] = [];
    await harness.found([PHONE, '9101_JTAPI']);
    service.forcePushPresenceItems().subscribe(({ pushed }) => counts.push(pushed));
    service.forcePushPresenceItems([PHONE]).subscribe(({ pushed }) => counts.push(pushed));
    await settle();
    expect(counts).toEqual([2, 1]);
  });

  it('sends the token of the last reload where there is no cookie, and leaves it to Angular where there is one', async () => {
    const tokens = () => harness.server.requests.slice(-2).map(({ request }) => request.headers.get('X-XSRF-TOKEN'));
    await update([PHONE]);
    document.cookie = 'XSRF-TOKEN=of-the-cookie';
    await update([PHONE]);
    expect(tokens()).toEqual(['token-of-attendant', 'of-the-cookie']);
  });
});

describe('the base path', () => {
  it.each([
    ['/', '/api/reload'],
    ['/presence', '/presence/api/reload'],
    ['presence/lamps/', '/presence/lamps/api/reload'],
    ['', '/api/reload'],
  ])('%j leads to %s', async (basePath, url) => {
    const harness = new PresenceHarness({ basePath });
    await harness.start();
    expect(harness.server.requests[0]?.request.url).toBe(url);
  });
});

describe('chunks', () => {
  it.each([
    [0, []],
    [1, [1]],
    [3, [3]],
    [4, [3, 1]],
    [6, [3, 3]],
  ])('of 3 cut %i into %j', (length, expected) => {
    const list = Array.from({ length }, (_, index) => index);
    const chunks = inChunks(list, 3);
    expect(chunks.map((chunk) => chunk.length)).toEqual(expected);
    expect(chunks.flat()).toEqual(list);
  });
});
