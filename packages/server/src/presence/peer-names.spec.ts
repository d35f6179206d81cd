import type { CallPeer, ParsedPresenceId } from '@lampfield/protocol';
import { createCanonicalizer } from '../core/canonical-identifier.ts';
import { DirectoryUnavailableError, type Directory, type FoundPresentity } from '../ports/directory.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { PeerNames } from './peer-names.ts';

/** Answers of its people by number; can be down, or slow until it is told to answer. */
class PhoneBook implements Directory {
  readonly name = 'Phone book';
  readonly id: string;
  readonly lookUps: string[][] = [];
  isDown = false;
  isSlow = false;
  #answers: (() => void)[] = [];
  readonly #people: Map<string, FoundPresentity>;

  constructor(id: string, people: Readonly<Record<string, string | undefined>>) {
    this.id = id;
    const found = (name: string | undefined): FoundPresentity => (name === undefined ? {} : { displayName: name });
    this.#people = new Map(Object.entries(people).map(([number, name]) => [`${number}_JTAPI`, found(name)]));
  }

  search(): Promise<never> {
    return Promise.reject(new Error('not asked for here'));
  }

  async findPresentities(ids: readonly ParsedPresenceId[]): Promise<ReadonlyMap<string, FoundPresentity>> {
    this.lookUps.push(ids.map(({ id }) => id));
    if (this.isSlow) await new Promise<void>((resolve) => this.#answers.push(resolve));
    if (this.isDown) throw new DirectoryUnavailableError('down');
    return new Map(ids.flatMap(({ id }) => [...this.#people].filter(([known]) => known === id)));
  }

  answer(): void {
    for (const each of this.#answers.splice(0)) each();
  }

  set(number: string, displayName: string): void {
    this.#people.set(`${number}_JTAPI`, { displayName });
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

const LINE = '2001_JTAPI';
const canonicalize = createCanonicalizer({ normalize: [{ match: '^\\+3611000(\\d{4})$', replace: '$1' }] });

function setUp(directories: readonly Directory[], maySearch = (_username: string, _directoryId: string): boolean => true) {
  const clock = new ManualClock();
  const named: string[] = [];
  const onNamed = (id: string): void => void named.push(id);
  const names = new PeerNames({ directories, maySearch, canonicalize, clock, log: silentLog, onNamed });
  const calls = async (peer: CallPeer | undefined, id = LINE): Promise<void> => {
    names.note(id, peer);
    await clock.advanceAsync(0, 3);
  };
  return { clock, names, named, calls, nameFor: (username: string, id = LINE) => names.findName(id, username) };
}

describe('the name of whom a line talks to', () => {
  test('is found in a directory by the number, however the network writes it, and follows when it is known', async () => {
    const book = new PhoneBook('corp', { 9100: 'Ann Lee' });
    const { names, named, calls, nameFor } = setUp([book]);
    names.note(LINE, { number: '+36 (1) 1000-9100' });
    expect([nameFor('bob'), named]).toEqual([undefined, []]);
    await calls({ number: '+36 (1) 1000-9100' });
    expect([nameFor('bob'), named, book.lookUps]).toEqual(['Ann Lee', [LINE], [['9100_JTAPI']]]);
  });

  test('is there at once for the next call, and is told as news to nobody then', async () => {
    const { calls, named, names, nameFor } = setUp([new PhoneBook('corp', { 9100: 'Ann Lee' })]);
    await calls({ number: '9100' });
    names.note('2002_JTAPI', { number: '9100' });
    expect([nameFor('bob', '2002_JTAPI'), named]).toEqual(['Ann Lee', [LINE]]);
  });

  test('is told for every line that talks to that number', async () => {
    const { calls, names, named } = setUp([new PhoneBook('corp', { 9100: 'Ann Lee' })]);
    names.note('2002_JTAPI', { number: '9100' });
    await calls({ number: '9100' });
    expect(named).toEqual(['2002_JTAPI', LINE]);
  });

  test.each<[string, CallPeer | undefined]>([
    ['the network has named', { number: '9100', name: 'Desk' }],
    ['nobody', undefined],
    ['a withheld number', { number: 'anonymous' }],
    ['more digits than a number has', { number: '9'.repeat(300) }],
  ])('is not looked up for %s', async (_what, peer) => {
    const book = new PhoneBook('corp', { 9100: 'Ann Lee' });
    const { calls, nameFor } = setUp([book]);
    await calls(peer);
    expect([nameFor('bob'), book.lookUps]).toEqual([undefined, []]);
  });

  test.each([
    ['several people share the number', undefined],
    ['it is blank', ' \u0007 '],
    ['it is only the number again', '9100'],
  ])('is none where %s', async (_when, displayName) => {
    const { calls, named, nameFor } = setUp([new PhoneBook('corp', { 9100: displayName })]);
    await calls({ number: '9100' });
    expect([nameFor('bob'), named]).toEqual([undefined, []]);
  });

  test('is one line of plain text', async () => {
    const { calls, nameFor } = setUp([new PhoneBook('corp', { 9100: `Ann\r\n\u202eLee${'e'.repeat(300)}` })]);
    await calls({ number: '9100' });
    expect([nameFor('bob')?.slice(0, 8), nameFor('bob')?.length]).toEqual(['Ann Leee', 255]);
  });

  test('goes with the call', async () => {
    const { calls, names, nameFor } = setUp([new PhoneBook('corp', { 9100: 'Ann Lee', 9101: 'Bob Ray' })]);
    await calls({ number: '9100' });
    names.note(LINE, undefined);
    expect(nameFor('bob')).toBeUndefined();
    await calls({ number: '9101' });
    expect(nameFor('bob')).toBe('Bob Ray');
    names.forget(LINE);
    expect(nameFor('bob')).toBeUndefined();
  });

  test('comes from the first directory that has one, however late that answers', async () => {
    const [first, second] = [new PhoneBook('a', { 9100: 'Ann Lee' }), new PhoneBook('b', { 9100: 'A. Lee', 9101: 'Bob Ray' })];
    first.isSlow = true;
    const { calls, clock, named, nameFor } = setUp([first, second]);
    await calls({ number: '9100' });
    expect(nameFor('bob')).toBe('A. Lee');
    first.answer();
    await clock.advanceAsync(0);
    expect([nameFor('bob'), named]).toEqual(['Ann Lee', [LINE, LINE]]);
  });

  test('is only for who may search the directory it stands in', async () => {
    const directories = [new PhoneBook('board', { 9100: 'The Chairman' }), new PhoneBook('corp', { 9100: 'Ann Lee' })];
    const { calls, nameFor } = setUp(directories, (username, id) => id !== 'board' || username === 'bob');
    await calls({ number: '9100' });
    expect([nameFor('bob'), nameFor('cy')]).toEqual(['The Chairman', 'Ann Lee']);
  });
});

describe('a directory', () => {
  test('is asked for all numbers of a tick at once, and for each once', async () => {
    const book = new PhoneBook('corp', { 9100: 'Ann Lee' });
    const { calls, names } = setUp([book]);
    for (const [index, number] of ['9100', '9101', '9100'].entries()) names.note(`${String(index)}_JTAPI`, { number });
    await calls({ number: '9102' });
    expect(book.lookUps).toEqual([['9100_JTAPI', '9101_JTAPI', '9102_JTAPI']]);
  });

  test('is asked one thing after the other, two hundred at a time, and not for what has ended meanwhile', async () => {
    const book = new PhoneBook('corp', {});
    book.isSlow = true;
    const { calls, clock, names } = setUp([book]);
    for (let index = 0; index < 250; index += 1) names.note(`${String(index)}_JTAPI`, { number: String(5000 + index) });
    await calls({ number: '9100' });
    await calls({ number: '9101' });
    expect(book.lookUps.map((ids) => ids.length)).toEqual([200]);
    book.answer();
    await clock.advanceAsync(0, 3);
    expect(book.lookUps.map((ids) => ids.length)).toEqual([200, 51]);
    expect(book.lookUps[1]).not.toContain('9100_JTAPI');
  });

  test.each([
    { says: 'a name for an hour', number: '9100', withinMs: 3_599_000, afterMs: 3_601_000 },
    { says: 'no name for five minutes', number: '9101', withinMs: 299_000, afterMs: 301_000 },
  ])('is believed $says', async ({ number, withinMs, afterMs }) => {
    const book = new PhoneBook('corp', { 9100: 'Ann Lee' });
    const { calls, clock } = setUp([book]);
    for (const [ms, lookUps] of [
      [0, 1],
      [withinMs, 1],
      [afterMs - withinMs, 2],
    ] as const) {
      clock.advance(ms);
      await calls(undefined);
      await calls({ number });
      expect(book.lookUps.length).toBe(lookUps);
    }
  });

  test('that fails is left alone for a while, then asked again for the calls that are still there', async () => {
    const book = new PhoneBook('corp', { 9100: 'Ann Lee', 9101: 'Bob Ray' });
    book.isDown = true;
    const { calls, clock, named, names, nameFor } = setUp([book]);
    await calls({ number: '9100' });
    await calls({ number: '9101' }, '2002_JTAPI');
    await clock.advanceAsync(14_999);
    expect([book.lookUps.length, named]).toEqual([1, []]);
    book.isDown = false;
    names.forget(LINE);
    await clock.advanceAsync(1);
    expect([book.lookUps.at(-1), nameFor('bob', '2002_JTAPI'), named]).toEqual([['9101_JTAPI'], 'Bob Ray', ['2002_JTAPI']]);
  });

  test('that fails does not keep another from answering, nor take a name away that was found', async () => {
    const [down, other] = [new PhoneBook('a', {}), new PhoneBook('b', { 9100: 'Ann Lee' })];
    down.isDown = true;
    const { calls, clock, nameFor } = setUp([down, other]);
    await calls({ number: '9100' });
    other.isDown = true;
    await clock.advanceAsync(3_700_000, 10);
    expect(nameFor('bob')).toBe('Ann Lee');
  });

  test('is not asked any more, nor listened to, once the server stops', async () => {
    const book = new PhoneBook('corp', { 9100: 'Ann Lee' });
    book.isSlow = true;
    const { calls, clock, named, names } = setUp([book]);
    await calls({ number: '9100' });
    names.stop();
    book.answer();
    await calls({ number: '9101' }, '2002_JTAPI');
    expect([named, book.lookUps.length, clock.pendingCount]).toEqual([[], 1, 0]);
  });

  test('is asked for no more numbers than can wait', async () => {
    const book = new PhoneBook('corp', {});
    const { clock, names } = setUp([book]);
    for (let index = 0; index < 6000; index += 1) names.note(`${String(index)}_JTAPI`, { number: String(100_000 + index) });
    await clock.advanceAsync(0, 60);
    expect([new Set(book.lookUps.flat()).size, Math.max(...book.lookUps.map((ids) => ids.length))]).toEqual([5000, 200]);
  });
});
