import { LiveAnnouncer } from '@angular/cdk/a11y';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { onlineListVoided, onlineUsersChanged, PRESENCE_CLOCK, RequestError } from '@lampfield/client-presence';
import type { OnlineUsersEvt } from '@lampfield/protocol';
import axe from 'axe-core';
import { NEVER, of, throwError } from 'rxjs';
import { AttendantBed, getElement, press, textOf } from '../../testing/attendant-bed.ts';
import { NOON_ISH_MS, onlineCount, onlinePage, onlineUsers } from '../../testing/samples.ts';
import { SUMMARY_EVERY_MS } from './online-announcer.ts';
import { OnlinePanelSettings } from './online-panel-settings.ts';
import { OnlinePanelComponent } from './online-panel.component.ts';

/** axe looks at every rule and element: slow on a busy machine. */
jest.setTimeout(60_000);

const EVERYBODY = ['anna@chat.test', 'bea@chat.test', 'carl@chat.test', 'zoe@office.test'];
const VIEW_PX = 440;
const ROW_PX = 44;

let bed: AttendantBed;
let fixture: ComponentFixture<OnlinePanelComponent>;
const host = (): HTMLElement => fixture.nativeElement as HTMLElement;
const field = (): HTMLInputElement => getElement(host(), 'input[type=search]', HTMLInputElement);
const grid = (): HTMLElement | null => host().querySelector('[role=grid]');
const rows = (): string[] => [...host().querySelectorAll('[role=row]')].map(textOf);
const hosts = (): HTMLButtonElement[] => [...host().querySelectorAll<HTMLButtonElement>('lf-online-hosts button')];
const figures = (): string[] => [...host().querySelectorAll('.figures dd')].map(textOf);
const problem = (): string => textOf(host().querySelector('[role=status]'));
const summary = (): string => textOf(host().querySelector('.summary'));
const changes = (): string[] => [...host().querySelectorAll('lf-online-recent li')].map(textOf);

/** Lets time go by; the list measures itself in a micro-task. */
const pass = async (durationMs: number): Promise<void> => {
  bed.pass(durationMs, fixture);
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  TestBed.tick();
  fixture.detectChanges();
};
const type = async (text: string): Promise<void> => {
  field().value = text;
  field().dispatchEvent(new Event('input'));
  await pass(0);
  await pass(200);
};
const tell = async (event: Partial<OnlineUsersEvt>): Promise<void> => {
  const complete = { seq: 2, total: 4, joined: [], left: [], ...event };
  bed.store.dispatch(onlineUsersChanged({ event: complete, now: TestBed.inject(PRESENCE_CLOCK).now() }));
  await pass(20);
};
const answer = (...addresses: readonly string[]): void => {
  bed.online.list.mockReturnValue(of(onlinePage(...addresses)));
  bed.online.count.mockReturnValue(of(onlineCount(...addresses)));
};
const open = async (): Promise<void> => {
  fixture = bed.render(OnlinePanelComponent);
  await pass(50);
};
const pressHere = async (key: string): Promise<KeyboardEvent> => {
  const event = press(document.activeElement, key);
  await pass(20);
  return event;
};

beforeEach(() => {
  jest.useFakeTimers({ now: NOON_ISH_MS });
  // What jsdom lacks: sizes, and scrolling.
  jest.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(VIEW_PX);
  HTMLElement.prototype.scrollTo = function (this: HTMLElement, options?: ScrollToOptions | number) {
    this.scrollTop = typeof options === 'object' ? (options.top ?? 0) : 0;
  };
  bed = new AttendantBed();
  bed.signIn('attendant', ['ONLINE']);
  answer(...EVERYBODY);
});

afterEach(() => {
  fixture.destroy();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

describe('the panel', () => {
  test('shows how many, who, and at which host', async () => {
    await open();
    expect(figures()).toEqual(['4', '5']);
    expect(rows()).toEqual(['anna@chat.test', 'bea@chat.test', 'carl@chat.test', 'zoe@office.test']);
    expect(hosts().map(textOf)).toEqual([
      'All hosts 4 users, 5 sessions',
      'chat.test 3 users, 3 sessions',
      'office.test 1 user, 1 session',
    ]);
    expect(summary()).toBe('4 users online');
    expect(problem()).toBe('');
  });

  test('puts the cursor into its search field, and asks to be closed by Escape and by its button', async () => {
    await open();
    expect(document.activeElement).toBe(field());
    const closed = jest.fn();
    fixture.componentInstance.closed.subscribe(closed);
    await pressHere('Escape');
    host().querySelector<HTMLElement>('.close')?.click();
    expect(closed).toHaveBeenCalledTimes(2);
  });

  test('without an answer yet says that it is loading', async () => {
    bed.online.list.mockReturnValue(NEVER);
    await open();
    expect(summary()).toBe('Loading…');
    expect(grid()).toBeNull();
    expect(figures()).toEqual(['4', '5']);
  });

  test('with one host offers none', async () => {
    answer('anna@chat.test');
    await open();
    expect(hosts()).toEqual([]);
  });

  test('of many hosts offers the largest, and whichever was chosen', async () => {
    TestBed.inject(OnlinePanelSettings).host.set('gone.test');
    answer('anna@big.test', 'bea@big.test', ...Array.from({ length: 120 }, (_, index) => `user@small${index}.test`));
    await open();
    expect(hosts()).toHaveLength(102);
    expect(hosts()[1]?.textContent).toContain('big.test');
    expect(
      textOf(hosts().find((button) => button.ariaPressed === 'true' || button.getAttribute('aria-pressed') === 'true')),
    ).toBe('gone.test 0 users, 0 sessions');
    expect(textOf(host().querySelector('.more'))).toBe('and 21 smaller ones');
  });
});

describe('searching', () => {
  test('asks for names that begin so, whatever is typed after an at sign', async () => {
    await open();
    answer('bea@chat.test');
    await type('Be@chat');
    expect(bed.online.list.mock.calls.at(-1)).toEqual([expect.objectContaining({ prefix: 'be' })]);
    expect(rows()).toEqual(['bea@chat.test']);
    expect(summary()).toBe('1 user online beginning with “be”');
    host().querySelector<HTMLElement>('button[aria-label^="Clear search"]')?.click();
    await pass(200);
    expect(field().value).toBe('');
    expect(document.activeElement).toBe(field());
    expect(bed.online.list.mock.calls.at(-1)).toEqual([{ limit: 5000 }]);
  });

  test('asks for one host, which is marked by more than its colour', async () => {
    await open();
    hosts()[2]?.click();
    await pass(0);
    await pass(200);
    expect(bed.online.list.mock.calls.at(-1)).toEqual([expect.objectContaining({ host: 'office.test' })]);
    expect(hosts().map((button) => button.getAttribute('aria-pressed'))).toEqual(['false', 'false', 'true']);
  });

  test('that finds nobody says so', async () => {
    await open();
    answer();
    await type('x');
    expect(summary()).toBe('Nobody online beginning with “x”');
    expect(grid()).toBeNull();
  });

  test('is remembered while the panel is closed', async () => {
    await open();
    await type('an');
    fixture.destroy();
    await open();
    expect(field().value).toBe('an');
    expect(bed.online.list.mock.calls.at(-1)).toEqual([expect.objectContaining({ prefix: 'an' })]);
  });
});

describe('who comes and goes', () => {
  test('is put in his place, and told with words and a time', async () => {
    await open();
    await tell({ joined: onlineUsers('bob@chat.test') });
    await tell({ seq: 3, left: onlineUsers('anna@chat.test') });
    expect(rows()).toEqual(['bea@chat.test', 'bob@chat.test', 'carl@chat.test', 'zoe@office.test']);
    expect(changes()).toEqual([
      expect.stringMatching(/^anna@chat\.test left .*00:00/),
      expect.stringMatching(/^bob@chat\.test joined .*00:00/),
    ]);
  });

  test('is nobody at first', async () => {
    await open();
    expect(textOf(host().querySelector('lf-online-recent'))).toContain('Nobody has come or gone since this was opened.');
  });

  test('is read out summed up, politely, and never one by one', async () => {
    const announce = jest.spyOn(TestBed.inject(LiveAnnouncer), 'announce').mockResolvedValue();
    await open();
    expect(announce.mock.calls).toEqual([['4 users online', 'polite']]);
    for (let seq = 2; seq < 40; seq += 1) await tell({ seq, total: 4, joined: onlineUsers(`user${seq}@chat.test`) });
    await tell({ seq: 40, total: 41, left: onlineUsers('anna@chat.test') });
    expect(announce).toHaveBeenCalledTimes(1);
    await pass(SUMMARY_EVERY_MS);
    expect(announce.mock.calls.slice(1)).toEqual([['38 joined, 1 left. 41 users online.', 'polite']]);
    await pass(SUMMARY_EVERY_MS * 3);
    expect(announce).toHaveBeenCalledTimes(2);
  });
});

describe('what keeps the list from being right', () => {
  test('is said in words, and what was known is not shown as certain', async () => {
    await open();
    bed.loseConnection();
    await pass(0);
    expect(problem()).toBe('No connection to the server. This is who was online when it was lost.');
    expect(rows()).toHaveLength(4);
    expect(host().querySelector('.list.is-old')).not.toBeNull();
    bed.connect();
    await pass(50);
    expect(problem()).toBe('');
    expect(host().querySelector('.list.is-old')).toBeNull();
  });

  test('leaves nobody on screen when the server has no list any more', async () => {
    await open();
    bed.online.count.mockReturnValue(throwError(() => new RequestError({ code: 'REPLICA_NOT_READY', status: 503 })));
    bed.store.dispatch(onlineListVoided({ now: TestBed.inject(PRESENCE_CLOCK).now() }));
    await pass(1000);
    expect(problem()).toMatch(/^The server has no list at the moment/);
    expect(rows()).toEqual([]);
    expect(figures()).toEqual(['–', '–']);
  });
});

describe('the list by keyboard', () => {
  const many = Array.from({ length: 1000 }, (_, index) => `user${String(index).padStart(4, '0')}@chat.test`);
  const activeRow = (): string => {
    const id = grid()?.getAttribute('aria-activedescendant');
    return id === null || id === undefined ? '' : textOf(document.getElementById(id));
  };
  const scrollTop = (): number => grid()?.scrollTop ?? 0;
  const scroll = async (offsetPx: number): Promise<void> => {
    const viewport = grid();
    if (viewport === null) throw new Error('there is no list');
    viewport.scrollTop = offsetPx;
    viewport.dispatchEvent(new Event('scroll'));
    await pass(50);
  };

  beforeEach(async () => {
    answer(...many);
    await open();
  });

  test('only what is in view is in the document, and everybody is counted', async () => {
    expect(rows().length).toBeLessThan(40);
    expect(grid()?.getAttribute('aria-rowcount')).toBe('1000');
    await scroll(500 * ROW_PX);
    expect(rows()).toContain('user0500@chat.test');
    const row = [...host().querySelectorAll('[role=row]')].find((each) => textOf(each) === 'user0500@chat.test');
    expect(row?.getAttribute('aria-rowindex')).toBe('501');
  });

  test('one goes down from the field and up to it again', async () => {
    await pressHere('ArrowDown');
    expect(document.activeElement).toBe(grid());
    expect(activeRow()).toBe('user0000@chat.test');
    await pressHere('ArrowDown');
    expect(activeRow()).toBe('user0001@chat.test');
    await pressHere('ArrowUp');
    await pressHere('ArrowUp');
    expect(document.activeElement).toBe(field());
  });

  test('one goes to the end, which scrolls into view, and by pages', async () => {
    await pressHere('ArrowDown');
    expect((await pressHere('End')).defaultPrevented).toBe(true);
    expect(scrollTop()).toBe(1000 * ROW_PX - VIEW_PX);
    await scroll(scrollTop());
    expect(activeRow()).toBe('user0999@chat.test');
    await pressHere('PageUp');
    expect(activeRow()).toBe('user0990@chat.test');
    await pressHere('Home');
    expect(scrollTop()).toBe(0);
  });

  test('a row that was scrolled away is not named, and the next key leads back to it', async () => {
    await pressHere('ArrowDown');
    await pressHere('ArrowDown');
    await scroll(500 * ROW_PX);
    expect(grid()?.hasAttribute('aria-activedescendant')).toBe(false);
    await pressHere('ArrowDown');
    expect(scrollTop()).toBe(2 * ROW_PX);
  });

  test('a click chooses a row', async () => {
    const cell = [...host().querySelectorAll<HTMLElement>('[role=gridcell]')].find(
      (each) => textOf(each) === 'user0003@chat.test',
    );
    grid()?.focus();
    cell?.click();
    await pass(0);
    expect(activeRow()).toBe('user0003@chat.test');
  });

  test('the row of the keyboard and what is in view stay while others come and go above', async () => {
    await pressHere('ArrowDown');
    await scroll(100 * ROW_PX + 10);
    const cell = [...host().querySelectorAll<HTMLElement>('[role=gridcell]')].find(
      (each) => textOf(each) === 'user0103@chat.test',
    );
    cell?.click();
    await pass(0);
    await tell({ total: 1003, joined: onlineUsers('a1@chat.test', 'a2@chat.test', 'a3@chat.test') });
    expect(scrollTop()).toBe(103 * ROW_PX + 10);
    await scroll(scrollTop());
    expect(activeRow()).toBe('user0103@chat.test');
    await tell({ seq: 3, total: 1002, left: onlineUsers('user0000@chat.test') });
    expect(scrollTop()).toBe(102 * ROW_PX + 10);
  });

  test('at the very beginning those who come are seen', async () => {
    await tell({ total: 1001, joined: onlineUsers('a1@chat.test') });
    expect(scrollTop()).toBe(0);
    expect(rows()[0]).toBe('a1@chat.test');
  });

  test('another filter shows its list from the beginning', async () => {
    await scroll(500 * ROW_PX);
    answer(...many.slice(100));
    await type('user');
    await pass(50);
    expect(scrollTop()).toBe(0);
  });
});

test.each([
  ['with everybody', () => undefined],
  [
    'without a list',
    () => bed.online.count.mockReturnValue(throwError(() => new RequestError({ code: 'REPLICA_NOT_READY', status: 503 }))),
  ],
])('axe finds nothing to complain of %s', async (_, arrange) => {
  arrange();
  await open();
  await tell({ joined: onlineUsers('bob@chat.test') });
  jest.useRealTimers();
  const { violations } = await axe.run(host(), {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
});
