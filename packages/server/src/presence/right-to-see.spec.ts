import fc from 'fast-check';
import { parsePresenceId, type ParsedPresenceId } from '@lampfield/protocol';
import { PERMIT_EVERYTHING } from '../core/permit-everything.ts';
import type { Permissions } from '../ports/permissions.ts';
import { DirectoryUnavailableError, type Directory, type FoundPresentity } from '../ports/directory.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MOST_IDS_PER_LOOK_UP } from './directory-contents.ts';
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
  readonly id: string;
  readonly name = 'Test';
  readonly lookUps: string[][] = [];
  isDown = false;
  /** Answers wait for this. */
  delay: Promise<void> = Promise.resolve();
  onLookUp = (): unknown => undefined;
  readonly #contents: Set<string>;
  constructor(...contents: string[]) {
    this.id = `with ${contents.join()}`;
    this.#contents = new Set(contents);
  }
  search(): Promise<never> {
    return Promise.reject(new Error('not asked for here'));
  }
  async findPresentities(asked: readonly ParsedPresenceId[]): Promise<ReadonlyMap<string, FoundPresentity>> {
    this.lookUps.push(asked.map(({ id }) => id));
    this.onLookUp();
    await this.delay;
    if (this.isDown) throw new DirectoryUnavailableError('down');
    return new Map(asked.filter(({ id }) => this.#contents.has(id)).map(({ id }) => [id, {}]));
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}

function setUp(...directories: IdDirectory[]) {
  return setUpWith(PERMIT_EVERYTHING, ...directories);
}

function setUpWith(permissions: Pick<Permissions, 'maySearch' | 'maySeeType'>, ...directories: IdDirectory[]) {
  const clock = new ManualClock();
  const rights = new RightToSee({ directories, permissions, clock, log: silentLog });
  const askFor = async (username: string, ...texts: string[]) => {
    const asked = ids(...texts).map((id) => [id.id, rights.ask(username, id)] as const);
    await Promise.all(asked.flatMap(([, found]) => (typeof found === 'string' ? [] : found.answered)));
    return Object.fromEntries(asked.map(([id, found]) => [id, typeof found === 'string' ? found : found.sight]));
  };
  const checkFor = async (username: string, ...texts: string[]) => {
    const asking = askFor(username, ...texts);
    await clock.advanceAsync(0, 2 + texts.length / MOST_IDS_PER_LOOK_UP);
    return await asking;
  };
  const ask = (...texts: string[]) => askFor('ann', ...texts);
  const check = (...texts: string[]) => checkFor('ann', ...texts);
  return { clock, rights, ask, askFor, check, checkFor };
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
  rights.remember(directory.id, ['1_JTAPI']);
  expect([await check('1_JTAPI'), directory.lookUps]).toEqual([{ '1_JTAPI': 'allowed' }, []]);
});

test('questions of one tick become one look-up, and the same question is asked once', async () => {
  const directory = new IdDirectory('1_JTAPI');
  const { clock, ask } = setUp(directory);
  const both = Promise.all([ask('1_JTAPI', '2_JTAPI'), ask('2_JTAPI', '3_JTAPI')]);
  await clock.advanceAsync(0);
  await both;
  expect(directory.lookUps).toEqual([['1_JTAPI', '2_JTAPI', '3_JTAPI']]);
});

describe('many questions at once', () => {
  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `${String(index)}_JTAPI`);

  function setUpSlow() {
    const directory = new IdDirectory(...many(5000));
    let answer = (): void => undefined;
    directory.delay = new Promise((resolve) => (answer = resolve));
    return { directory, answer: () => answer(), ...setUp(directory) };
  }

  test('go into look-ups of bounded size, two at a time, each begun in a turn of its own', async () => {
    const { directory, answer, clock, ask } = setUpSlow();
    const asking = ask(...many(3 * MOST_IDS_PER_LOOK_UP + 1));
    const sizes = () => directory.lookUps.map(({ length }) => length);
    await clock.turn();
    expect(sizes()).toEqual([MOST_IDS_PER_LOOK_UP]);
    await clock.advanceAsync(0, 5);
    expect(sizes()).toEqual([MOST_IDS_PER_LOOK_UP, MOST_IDS_PER_LOOK_UP]);
    answer();
    await clock.advanceAsync(0, 5);
    expect(sizes()).toEqual([MOST_IDS_PER_LOOK_UP, MOST_IDS_PER_LOOK_UP, MOST_IDS_PER_LOOK_UP, 1]);
    expect(new Set(Object.values(await asking))).toEqual(new Set(['allowed']));
    expect(clock.pendingCount).toBe(0);
  });

  test('are asked once, also by those who come while the answer is on its way', async () => {
    const { directory, answer, clock, ask } = setUpSlow();
    const first = ask('1_JTAPI', '2_JTAPI');
    await clock.advanceAsync(0);
    const second = ask('2_JTAPI', '1_JTAPI', '3_JTAPI');
    await clock.advanceAsync(0);
    answer();
    await clock.advanceAsync(0);
    expect(directory.lookUps).toEqual([['1_JTAPI', '2_JTAPI'], ['3_JTAPI']]);
    expect([await first, await second].map((sights) => Object.values(sights))).toEqual([
      ['allowed', 'allowed'],
      ['allowed', 'allowed', 'allowed'],
    ]);
  });

  test('put nobody back by more than what is under way: of each user some are looked up in turn', async () => {
    const { directory, answer, clock, ask, askFor } = setUpSlow();
    void ask(...many(4000));
    await clock.advanceAsync(0, 5);
    const bob = askFor('bob', '4001_JTAPI', '4002_JTAPI', '5_JTAPI');
    const carol = askFor('carol', ...many(4400).slice(4100));
    answer();
    await clock.advanceAsync(0, 8);
    const owners = directory.lookUps.map((lookUp) =>
      lookUp.map((id) => (parseInt(id) < 4000 ? 'a' : parseInt(id) < 4100 ? 'b' : 'c')),
    );
    const shares = owners.map((lookUp) => ['a', 'b', 'c'].map((owner) => lookUp.filter((one) => one === owner).length));
    expect(shares.slice(0, 5)).toEqual([
      [500, 0, 0],
      [500, 0, 0],
      [200, 2, 200],
      [400, 0, 100],
      [500, 0, 0],
    ]);
    expect(Object.values({ ...(await bob), ...(await carol) })).toEqual(Array.from({ length: 303 }, () => 'allowed'));
  });

  test('are looked up when it is the turn of the first who waits for them, whoever asked before', async () => {
    const { directory, answer, clock, ask, askFor } = setUpSlow();
    void ask(...many(4000));
    await clock.advanceAsync(0, 5);
    const bob = askFor('bob', '3999_JTAPI', '4999_JTAPI', '0_JTAPI');
    answer();
    await clock.advanceAsync(0, 20);
    expect(await bob).toEqual({ '3999_JTAPI': 'allowed', '4999_JTAPI': 'allowed', '0_JTAPI': 'allowed' });
    const turnOf = (id: string): number => directory.lookUps.findIndex((lookUp) => lookUp.includes(id));
    expect(['0_JTAPI', '3999_JTAPI', '4999_JTAPI'].map(turnOf)).toEqual([0, 2, 2]);
    const lookedUp = directory.lookUps.flat();
    expect([lookedUp.length, new Set(lookedUp).size]).toEqual([4001, 4001]);
  });

  test('are all answered, and each looked up once, whoever asks when', async () => {
    const asks = fc.record({
      user: fc.constantFrom('ann', 'bob', 'carol'),
      from: fc.nat(900),
      count: fc.integer({ min: 1, max: 700 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(asks, fc.nat(3)), { minLength: 2, maxLength: 8 }), async (steps) => {
        const { directory, answer, clock, askFor } = setUpSlow();
        const asking: Promise<Record<string, unknown>>[] = [];
        for (const [index, [{ user, from, count }, turns]] of steps.entries()) {
          asking.push(askFor(user, ...many(from + count).slice(from)));
          await clock.advanceAsync(0, turns);
          if (index === 1) answer();
        }
        await clock.advanceAsync(0, 20);
        expect(new Set((await Promise.all(asking)).flatMap((sights) => Object.values(sights)))).toEqual(new Set(['allowed']));
        const lookedUp = directory.lookUps.flat();
        expect(new Set(lookedUp).size).toBe(lookedUp.length);
        expect(Math.max(...directory.lookUps.map(({ length }) => length))).toBeLessThanOrEqual(MOST_IDS_PER_LOOK_UP);
        expect(clock.pendingCount).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  test('do not each wait for a directory to fail: what waited while it did is unknown at once, what comes later is asked', async () => {
    const { directory, answer, clock, ask, check } = setUpSlow();
    directory.isDown = true;
    const asking = ask(...many(9 * MOST_IDS_PER_LOOK_UP));
    await clock.advanceAsync(0, 5);
    answer();
    await clock.advanceAsync(0, 12);
    expect(new Set(Object.values(await asking))).toEqual(new Set(['unknown']));
    expect(directory.lookUps.length).toBe(2);
    directory.isDown = false;
    clock.advance(1);
    expect(await check('1_JTAPI')).toEqual({ '1_JTAPI': 'allowed' });
  });
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

describe('with permissions', () => {
  test('only what stands in a directory of his own may be seen by somebody, whatever others have found', async () => {
    const [corp, guests] = [new IdDirectory('1_JTAPI'), new IdDirectory('2_JTAPI')];
    const maySearch = (username: string, id: string): boolean => username === 'ann' || id === guests.id;
    const { checkFor, rights } = setUpWith({ ...PERMIT_EVERYTHING, maySearch }, corp, guests);
    rights.remember(corp.id, ['3_JTAPI']);
    expect(await checkFor('ann', '1_JTAPI', '2_JTAPI', '3_JTAPI')).toEqual({
      '1_JTAPI': 'allowed',
      '2_JTAPI': 'allowed',
      '3_JTAPI': 'allowed',
    });
    corp.lookUps.length = 0;
    expect(await checkFor('bob', '1_JTAPI', '2_JTAPI', '3_JTAPI', '4_JTAPI')).toEqual({
      '1_JTAPI': 'denied',
      '2_JTAPI': 'allowed',
      '3_JTAPI': 'denied',
      '4_JTAPI': 'denied',
    });
    expect(corp.lookUps).toEqual([]);
  });

  test('a directory that is not his and cannot be asked leaves nothing in doubt', async () => {
    const [corp, guests] = [new IdDirectory('1_JTAPI'), new IdDirectory('2_JTAPI')];
    corp.isDown = true;
    const { checkFor } = setUpWith({ ...PERMIT_EVERYTHING, maySearch: (_, id) => id === guests.id }, corp, guests);
    expect(await checkFor('ann', '1_JTAPI')).toEqual({ '1_JTAPI': 'denied' });
  });

  test('a type that is not for him is denied, and no directory is asked', async () => {
    const directory = new IdDirectory('1_JTAPI', '1_CUPS');
    const { checkFor } = setUpWith({ ...PERMIT_EVERYTHING, maySeeType: (_, type) => type === 'CUPS' }, directory);
    expect(await checkFor('ann', '1_JTAPI', '1_CUPS')).toEqual({ '1_JTAPI': 'denied', '1_CUPS': 'allowed' });
    expect(directory.lookUps).toEqual([['1_CUPS']]);
  });

  test('what is taken from him while a directory is asked, he does not get', async () => {
    const directory = new IdDirectory('1_JTAPI');
    let isTaken = false;
    directory.onLookUp = () => (isTaken = true);
    const { checkFor } = setUpWith({ ...PERMIT_EVERYTHING, maySearch: () => !isTaken }, directory);
    expect(await checkFor('ann', '1_JTAPI')).toEqual({ '1_JTAPI': 'denied' });
  });
});
