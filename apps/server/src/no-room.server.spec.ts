import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PresenceId, SearchResponse } from '@lampfield/protocol';
import { AttendantClient, DEMO_PASSWORD, LampfieldProcess, waitUntil } from '@lampfield/test-servers';

const YAML = `
auth: { type: demo, users: 20 }
limits: { idsPerUser: 500 }
log: { level: debug }
directories: [{ id: demo, name: Demo, type: demo, size: 2000, seed: 1 }]
sources: { JTAPI: { type: simulator, rate: 0, seed: 1 } }
`;

jest.setTimeout(120_000);

let lampfield: LampfieldProcess;

afterEach(() => lampfield.stop());

const signIn = (username: string) => AttendantClient.signIn(lampfield.url, username, DEMO_PASSWORD);

async function troubles(): Promise<readonly string[]> {
  const answer = await fetch(`${lampfield.url}/readyz`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { reasons: readonly string[] }).reasons;
}

describe('a disk that is full', () => {
  it('from the start, for all that is printed and logged, does not keep the program from working', async () => {
    lampfield = await LampfieldProcess.start(YAML, { isFromSources: true, script: 'exec "$@" >/dev/full 2>&1' });
    const ann = await signIn('attendant');
    expect((await ann.search('anna')).length).toBeGreaterThan(0);
    expect(await troubles()).toEqual(['the log cannot be written (ENOSPC)']);
  });

  it('in between is said by readiness, and by the log once there is room again', async () => {
    lampfield = await LampfieldProcess.start(YAML, { isFromSources: true, script: 'exec "$@" 2>>log' });
    const bob = await signIn('colleague');
    limitFiles('0');
    await bob.call('POST', 'logout');
    const ann = await signIn('attendant');
    expect((await ann.search('anna')).length).toBeGreaterThan(0);
    expect(await troubles()).toEqual(['server.stateDir cannot be written (EFBIG)', 'the log cannot be written (EFBIG)']);
    await expect(bob.reload()).rejects.toMatchObject({ status: 401 });

    limitFiles('unlimited');
    await ann.reload();
    await waitUntil(() => /"lostLines":\d+/.test(readFileSync(join(lampfield.directory, 'log'), 'utf8')), {
      what: 'the log to tell what it lost',
    });
    expect(await troubles()).toEqual([]);
  });

  /** A limit of the kernel fails every write, as a full disk does, and can be lifted without one. */
  function limitFiles(size: string): void {
    execFileSync('prlimit', ['--pid', String(lampfield.server.pid), `--fsize=${size}:unlimited`]);
  }
});

it('a heap that is small suffices for everybody at the limit of what one may watch, whatever else is asked for', async () => {
  const nodeOptions = ['--max-old-space-size=80'];
  lampfield = await LampfieldProcess.start(YAML, { isFromSources: true, nodeOptions });
  const ids = await findIds();
  const users = await Promise.all(Array.from({ length: 18 }, (_, index) => signIn(`user${String(index + 3)}`)));
  for (const user of users) {
    const { recreated, renewed, rejected } = await user.keepAlive(ids.map((id) => ({ id })));
    expect(recreated.length + renewed.length).toBe(500);
    expect(rejected.every(({ code }) => code === 'LIMIT')).toBe(true);
  }
  const tooMany = Array.from({ length: 100_000 }, (_, index) => ({ id: `${String(index)}_JTAPI` }));
  const answers = await Promise.allSettled(users.map((user) => user.keepAlive(tooMany)));
  expect(answers).toEqual(users.map(() => ({ status: 'rejected', reason: expect.objectContaining({ status: 413 }) as unknown })));
  expect(await users[0]?.isSubscribed(ids[0] ?? '')).toBe(true);
  expect(lampfield.server.hasExited).toBe(false);
});

/** More than anybody may watch. */
async function findIds(): Promise<PresenceId[]> {
  const ann = await signIn('attendant');
  const ids = new Set<PresenceId>();
  for (const search of ['an', 'el', 'or', 'is', 'ma', 'ro']) {
    const query = new URLSearchParams({ dirId: 'demo', search, limit: '200' }).toString();
    const { contacts } = await ann.call<SearchResponse>('GET', `search?${query}`);
    for (const { details } of contacts) for (const { presence } of Object.values(details)) if (presence) ids.add(presence.id);
  }
  expect(ids.size).toBeGreaterThan(500);
  return [...ids];
}
