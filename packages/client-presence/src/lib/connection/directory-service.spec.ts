import { TestBed } from '@angular/core/testing';
import type { SearchResponse } from '@lampfield/protocol';
import { aContact } from '../../testing/items.ts';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { settle } from '../../testing/virtual-clock.ts';
import { DirectoryService } from './directory-service.ts';
import type { RequestError } from './request-error.ts';

const PHONE = '9100_JTAPI';
const CHAT = 'anna@example.org_CUPS';

describe('a search', () => {
  let harness: PresenceHarness;
  let directories: DirectoryService;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
    harness.server.contacts = [aContact('Anna', [PHONE, CHAT]), aContact('Bert', [PHONE])];
    directories = TestBed.inject(DirectoryService);
  });

  const search = async () => {
    const answers: SearchResponse[] = [];
    const errors: RequestError[] = [];
    directories.search('corp', 'ann').subscribe({
      next: (answer) => answers.push(answer),
      error: (error: RequestError) => errors.push(error),
    });
    await settle();
    return { answers, errors };
  };

  it('is told to have no answer when none comes, and not before', async () => {
    harness.server.lasting.set('search', 'SILENCE');
    const { errors } = await search();
    await harness.clock.advance(19_999);
    expect(errors).toEqual([]);
    await harness.clock.advance(1);
    expect(errors.map(({ code }) => code)).toEqual(['TIMEOUT']);
  });

  it('asks for fifty contacts unless told otherwise', async () => {
    await search();
    directories.search('corp', 'a & b', 200).subscribe();
    await settle();
    const params = harness.server.requests
      .filter(({ path }) => path === 'search')
      .map(({ request }) => request.params.toString());
    expect(params).toEqual(['dirId=corp&search=ann&limit=50', 'dirId=corp&search=a%20%26%20b&limit=200']);
  });

  it('gives the contacts, claims their presentities and sends each once as a keep-alive', async () => {
    const { answers } = await search();
    expect(answers).toEqual([{ contacts: harness.server.contacts, truncated: false }]);
    expect(harness.server.keepAlives().map(({ items }) => items.map(({ id }) => id))).toEqual([[PHONE, CHAT]]);
    expect(harness.findEntry(CHAT)?.claimedAt).not.toBeNull();
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'AVAILABLE' });
  });

  it('that finds nobody claims nothing', async () => {
    harness.server.contacts = [];
    await search();
    expect(harness.server.keepAlives()).toEqual([]);
    expect(harness.actionNames()).not.toContain('Search Answered');
  });

  it('that is abandoned claims nothing', async () => {
    directories.search('corp', 'ann').subscribe().unsubscribe();
    await settle();
    expect(harness.state().entries.ids).toEqual([]);
  });

  it('fails with what the server says', async () => {
    harness.server.faults.set('search', [429]);
    const { errors } = await search();
    expect(errors).toMatchObject([{ status: 429 }]);
  });

  it('notices the end of the session', async () => {
    harness.server.isSignedIn = false;
    const { errors } = await search();
    expect(errors).toMatchObject([{ code: 'NOT_SIGNED_IN' }]);
    expect(harness.state().session.phase).toBe('SIGNED_OUT');
  });

  it('with an unreadable answer fails and is counted', async () => {
    harness.server.contacts = [{ id: '', displayName: 'Nobody', details: {} }];
    const { errors } = await search();
    expect(errors).toMatchObject([{ code: 'UNREADABLE' }]);
    expect(harness.state().unreadableCount).toBe(1);
  });
});
