import { parsePresenceId, type ParsedPresenceId } from '@lampfield/protocol';
import { DirectoryUnavailableError, type Directory, type FoundPresentity } from '../ports/directory.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { RightToSee } from './right-to-see.ts';
import { silentLog } from '../testing/silent-log.ts';

function ids(...texts: string[]): ParsedPresenceId[] {
  return texts.map((text) => {
    const parsed = parsePresenceId(text);
    if (typeof parsed === 'string') throw new Error(`${text}: ${parsed}`);
    return parsed;
  });
}

/** A directory of ids that counts its look-ups; down when told so. */
class IdDirectory implements Directory {
  readonly id = 'test';
  readonly name = 'Test';
  readonly lookUps: string[][] = [];
  isDown = false;
  readonly #contents: Set<string>;
  constructor(...contents: string[]) {
    this.#contents = new Set(contents);
  }
  search(): Promise<never> {
    return Promise.reject(new Error('not asked for here'));
  }
  findPresentities(asked: readonly ParsedPresenceId[]): Promise<ReadonlyMap<string, FoundPresentity>> {
    this.lookUps.push(asked.map(({ id }) => id));
    if (this.isDown) return Promise.reject(new DirectoryUnavailableError('down'));
    return Promise.resolve(new Map(asked.filter(({ id }) => this.#contents.has(id)).map(({ id }) => [id, {}])));
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}

function setUp(...directories: IdDirectory[]) {
  const clock = new ManualClock();
  const rights = new RightToSee({ directories, clock, log: silentLog });
  const check = async (...texts: string[]) => {
    const checking = rights.check(ids(...texts));
    await clock.advanceAsync(0);
    return Object.fromEntries(await checking);
  };
  return { clock, rights, check };
}

test('what stands in some directory may be seen, the rest not', async () => {
  const { check } = setUp(new IdDirectory('1_JTAPI'), new IdDirectory('2_JTAPI'));
  expect(await check('1_JTAPI', '2_JTAPI', '3_JTAPI')).toEqual({
    '1_JTAPI': 'allowed',
    '2_JTAPI': 'allowed',
    '3_JTAPI': 'denied',
  });
});

test('what a search has shown is not looked up', async () => {
  const directory = new IdDirectory();
  const { check, rights } = setUp(directory);
  rights.remember(['1_JTAPI']);
  expect([await check('1_JTAPI'), directory.lookUps]).toEqual([{ '1_JTAPI': 'allowed' }, []]);
});

test('questions of one tick become one look-up, and the same question is asked once', async () => {
  const directory = new IdDirectory('1_JTAPI');
  const { clock, rights } = setUp(directory);
  const both = Promise.all([rights.check(ids('1_JTAPI', '2_JTAPI')), rights.check(ids('2_JTAPI', '3_JTAPI'))]);
  await clock.advanceAsync(0);
  await both;
  expect(directory.lookUps).toEqual([['1_JTAPI', '2_JTAPI', '3_JTAPI']]);
});

test.each([
  { says: 'a yes for an hour', id: '1_JTAPI', withinMs: 3_599_000, afterMs: 3_601_000 },
  { says: 'a no for a minute', id: '2_JTAPI', withinMs: 59_000, afterMs: 61_000 },
])('$says is not asked again', async ({ id, withinMs, afterMs }) => {
  const directory = new IdDirectory('1_JTAPI');
  const { check, clock } = setUp(directory);
  await check(id);
  clock.advance(withinMs);
  await check(id);
  expect(directory.lookUps.length).toBe(1);
  clock.advance(afterMs - withinMs);
  await check(id);
  expect(directory.lookUps.length).toBe(2);
});

test('where a directory cannot answer, what the others do not have is unknown, and asked again next time', async () => {
  const [down, other] = [new IdDirectory('1_JTAPI'), new IdDirectory('2_JTAPI')];
  const { check } = setUp(down, other);
  down.isDown = true;
  expect(await check('1_JTAPI', '2_JTAPI')).toEqual({ '1_JTAPI': 'unknown', '2_JTAPI': 'allowed' });
  down.isDown = false;
  expect(await check('1_JTAPI')).toEqual({ '1_JTAPI': 'allowed' });
});
