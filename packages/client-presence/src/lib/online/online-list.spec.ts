import type { OnlineResponse, OnlineUser, OnlineUsersEvt } from '@lampfield/protocol';
import fc from 'fast-check';
import { canonicalFilter, fitsFilter, type OnlineFilter } from './online-filter.ts';
import { emptyOnlineList, withOnlineChanges, withPage, type OnlineList } from './online-list.ts';
import { compareOnlineUsers } from './online-order.ts';

const user = (name: string): OnlineUser => ({ user: name, host: 'chat.test' });
const page = (names: readonly string[], seq: number, cursor?: string): OnlineResponse => ({
  users: names.map((name) => ({ ...user(name), resources: 1 })),
  total: names.length,
  matching: 10,
  seq,
  ...(cursor === undefined ? {} : { cursor }),
});
const event = (seq: number, joined: readonly string[], left: readonly string[] = []): OnlineUsersEvt => ({
  seq,
  total: 0,
  joined: joined.map(user),
  left: left.map(user),
});
const names = ({ users }: OnlineList): string[] => users.map((each) => each.user);
const EMPTY = emptyOnlineList({});
const last = (names: readonly string[], seq: number) => ({ page: page(names, seq), isLast: true });
const first = (names: readonly string[], seq: number) => ({ page: page(names, seq, 'more'), isLast: false });

describe('a whole list', () => {
  const list = withPage(EMPTY, last(['b', 'd'], 5));

  it.each<[string, OnlineUsersEvt, string[]]>([
    ['who came after the page', event(6, ['c']), ['b', 'c', 'd']],
    ['who left after the page', event(6, [], ['b']), ['d']],
    ['who came before the page and had left again', event(5, ['c']), ['b', 'd']],
    ['who left before the page and had come again', event(4, [], ['b']), ['b', 'd']],
    ['who was there all the time', event(6, ['b']), ['b', 'd']],
    ['who was never there', event(6, [], ['x']), ['b', 'd']],
  ])('is right about %s', (_, news, expected) => {
    expect(names(withOnlineChanges(list, news))).toEqual(expected);
  });

  it('stays the same object where nothing changes for it', () => {
    const filtered = withPage(emptyOnlineList({ prefix: 'b' }), last(['b'], 5));
    expect(withOnlineChanges(filtered, event(6, ['c'], ['d']))).toBe(filtered);
  });

  it('says how many fit, exactly', () => {
    expect(list).toMatchObject({ isComplete: true, isCapped: false, matching: 2 });
    expect(withOnlineChanges(list, event(6, ['c'])).matching).toBe(3);
  });
});

describe('a list that is being loaded', () => {
  it('keeps in mind what events say of whom no page has covered', () => {
    const begun = withOnlineChanges(withPage(EMPTY, first(['b'], 5)), event(7, ['x', 'a'], ['y']));
    expect(names(begun)).toEqual(['a', 'b']);
    expect(names(withPage(begun, last(['c', 'y'], 6)))).toEqual(['a', 'b', 'c', 'x']);
  });

  it('lets a later page settle it', () => {
    const begun = withOnlineChanges(EMPTY, event(7, ['x'], ['y']));
    expect(names(withPage(begun, last(['y'], 8)))).toEqual(['y']);
    expect(names(withPage(begun, last(['y'], 7)))).toEqual(['y']);
    expect(names(withPage(begun, last(['y'], 6)))).toEqual(['x']);
  });

  it('takes the latest of several events', () => {
    const begun = withOnlineChanges(withOnlineChanges(EMPTY, event(7, ['x'])), event(8, [], ['x']));
    expect(names(withPage(begun, last(['x'], 6)))).toEqual([]);
  });

  it('is empty where a page is', () => {
    expect(withPage(EMPTY, last([], 1))).toMatchObject({ users: [], isComplete: true, matching: 0 });
  });
});

describe('a list with more than may be loaded', () => {
  const capped = withPage(EMPTY, { page: page(['b', 'd'], 5, 'more'), isLast: true });

  it('says so, and how many there are', () => {
    expect(capped).toMatchObject({ isComplete: true, isCapped: true, matching: 10 });
  });

  it('changes up to its end and not beyond, where it has a gap', () => {
    expect(names(withOnlineChanges(capped, event(6, ['c', 'e'])))).toEqual(['b', 'c', 'd']);
    expect(names(withOnlineChanges(capped, event(6, [], ['d'])))).toEqual(['b']);
  });
});

describe('filters', () => {
  it.each<[OnlineFilter, OnlineFilter]>([
    [{}, {}],
    [{ prefix: '  ' }, {}],
    [{ prefix: ' An ' }, { prefix: 'an' }],
    [{ prefix: 'A\u0301' }, { prefix: '\u00e1' }],
    [{ host: 'chat.test', prefix: '' }, { host: 'chat.test' }],
  ])('%j means %j', (filter, canonical) => {
    expect(canonicalFilter(filter)).toEqual(canonical);
  });

  it.each<[OnlineFilter, boolean]>([
    [{}, true],
    [{ prefix: 'ann' }, true],
    [{ prefix: 'nn' }, false],
    [{ host: 'chat.test' }, true],
    [{ host: 'other.test' }, false],
    [{ host: 'chat.test', prefix: 'b' }, false],
  ])('%j lets anna@chat.test through: %s', (filter, fits) => {
    expect(fitsFilter(user('anna'), filter)).toBe(fits);
  });

  it.each([
    ['straß', 'strasse'],
    ['ΣΊΣ', 'σίσυφοσ'],
    ['Ａ', 'anna'],
  ])('the beginning %s finds %s, whom the server finds by it as well', (prefix, name) => {
    expect(fitsFilter(user(name), canonicalFilter({ prefix }))).toBe(true);
  });
});

/** A change of the truth, or the server telling of it: an event, or the next page. */
type Act = { readonly toggle: string } | 'TELL' | 'PAGE';

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h').map((toggle) => ({ toggle })) },
  { weight: 1, arbitrary: fc.constant('TELL' as const) },
  { weight: 1, arbitrary: fc.constant('PAGE' as const) },
);
const PAGE_USERS = 2;

/** What a server would send while these things happen: events in their order, pages in theirs. */
class Correspondence {
  readonly online = new Set(['b', 'c', 'f']);
  readonly events: OnlineUsersEvt[] = [];
  readonly pages: { page: OnlineResponse; isLast: boolean }[] = [];
  private readonly touched = new Set<string>();
  private seq = 1;

  constructor(acts: readonly Act[]) {
    for (const act of acts) {
      if (act === 'TELL') this.tell();
      else if (act === 'PAGE') this.sendPage();
      else this.toggle(act.toggle);
    }
    while (this.pages.at(-1)?.isLast !== true) this.sendPage();
    this.tell();
  }

  private toggle(name: string): void {
    this.seq += 1;
    if (!this.online.delete(name)) this.online.add(name);
    this.touched.add(name);
  }

  private tell(): void {
    const touched = [...this.touched];
    this.events.push(
      event(
        this.seq,
        touched.filter((name) => this.online.has(name)),
        touched.filter((name) => !this.online.has(name)),
      ),
    );
    this.touched.clear();
  }

  private sendPage(): void {
    if (this.pages.at(-1)?.isLast === true) return;
    const cursor = this.pages.at(-1)?.page.cursor ?? '';
    const rest = [...this.online].sort().filter((name) => name > cursor);
    const onPage = rest.slice(0, PAGE_USERS);
    const isLast = rest.length <= PAGE_USERS;
    this.pages.push({ page: page(onPage, this.seq, isLast ? undefined : onPage.at(-1)), isLast });
  }
}

test('in whatever order pages and events arrive, the list is the truth in the end', () => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 40 }), fc.infiniteStream(fc.boolean()), (acts, choices) => {
      const { events, pages, online } = new Correspondence(acts);
      let list = EMPTY;
      while (events.length + pages.length > 0) {
        const takesEvent = pages.length === 0 || (events.length > 0 && choices.next().value);
        const news = takesEvent ? events.shift() : undefined;
        const loaded = takesEvent ? undefined : pages.shift();
        if (news !== undefined) list = withOnlineChanges(list, news);
        if (loaded !== undefined) list = withPage(list, loaded);
      }
      expect(names(list)).toEqual([...online].sort());
      expect([...list.users].sort(compareOnlineUsers)).toEqual(list.users);
    }),
    { numRuns: 500 },
  );
});
