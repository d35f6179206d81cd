import { Component, input } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { settle } from '../../testing/virtual-clock.ts';
import { keepPresencesAlive } from '../ui/keep-presences-alive.ts';
import { OBSERVE_ON_SCREEN } from '../ui/screen-observer.ts';
import { trackPresencesOnScreen } from '../ui/track-presences-on-screen.ts';

const ANNA = '9100_JTAPI';
const BEN = '9101_JTAPI';
const CHAT = 'anna@example.org_CUPS';

@Component({ selector: 'test-row', template: '' })
class RowComponent {
  readonly ids = input.required<readonly string[]>();

  constructor() {
    trackPresencesOnScreen(this.ids);
  }
}

@Component({ selector: 'test-list', template: '' })
class ListComponent {
  readonly ids = input.required<readonly string[]>();

  constructor() {
    keepPresencesAlive(this.ids);
  }
}

describe('what is on screen', () => {
  let harness: PresenceHarness;
  let visibility: DocumentVisibilityState;
  const tellers = new Map<Element, (isOnScreen: boolean) => void>();

  beforeEach(async () => {
    visibility = 'visible';
    jest.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
    tellers.clear();
    TestBed.configureTestingModule({
      providers: [
        {
          provide: OBSERVE_ON_SCREEN,
          useValue: (element: Element, tell: (isOnScreen: boolean) => void) => {
            tellers.set(element, tell);
            return () => tellers.delete(element);
          },
        },
      ],
    });
    harness = await PresenceHarness.connected();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  const create = (component: typeof RowComponent | typeof ListComponent, ids: readonly string[]) => {
    const fixture = TestBed.createComponent<RowComponent | ListComponent>(component);
    fixture.componentRef.setInput('ids', ids);
    TestBed.tick();
    const scroll = (isOnScreen: boolean): void => {
      tellers.get(fixture.nativeElement as Element)?.(isOnScreen);
      TestBed.tick();
    };
    return { fixture, scroll };
  };

  const told = async () => {
    await harness.clock.advance(200);
    await settle();
    return harness.socket().told.map(({ event, payload }) => [event, payload]);
  };

  const visible = (...ids: readonly string[]) => ['presence:visible', { ids }];

  const hideTab = (isHidden: boolean): void => {
    visibility = isHidden ? 'hidden' : 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
  };

  it('is not told while nothing is hidden: that is what the server thinks anyway', async () => {
    create(ListComponent, [ANNA, BEN]);
    create(RowComponent, [ANNA]);
    expect(await told()).toEqual([]);
  });

  it('is told when a row is scrolled away, and when it is back', async () => {
    create(ListComponent, [ANNA, BEN]);
    create(RowComponent, [ANNA]);
    const { scroll } = create(RowComponent, [BEN]);
    scroll(false);
    expect(await told()).toEqual([visible(ANNA)]);
    scroll(true);
    expect(await told()).toEqual([visible(ANNA), visible(ANNA, BEN)]);
  });

  it('counts what is held and tracked nowhere as on screen', async () => {
    create(ListComponent, [ANNA, BEN, CHAT]);
    create(RowComponent, [BEN]).scroll(false);
    expect(await told()).toEqual([visible(ANNA, CHAT)]);
  });

  it('counts what one row hides and another shows as on screen', async () => {
    create(ListComponent, [ANNA, BEN]);
    create(RowComponent, [ANNA, BEN]).scroll(false);
    create(RowComponent, [BEN]).scroll(true);
    expect(await told()).toEqual([visible(BEN)]);
  });

  it('is one message for all that is scrolled within a moment, and none for what ends as it was', async () => {
    create(ListComponent, [ANNA, BEN]);
    const [one, other] = [create(RowComponent, [ANNA]), create(RowComponent, [BEN])];
    one.scroll(false);
    other.scroll(false);
    one.scroll(true);
    expect(await told()).toEqual([visible(ANNA)]);
    one.scroll(false);
    one.scroll(true);
    expect(await told()).toHaveLength(1);
  });

  it('is nothing while the tab is behind others', async () => {
    create(ListComponent, [ANNA]);
    hideTab(true);
    expect(await told()).toEqual([visible()]);
    hideTab(false);
    expect(await told()).toEqual([visible(), visible(ANNA)]);
  });

  it('is told again on a new connection, which knows nothing of it', async () => {
    create(ListComponent, [ANNA, BEN]);
    create(RowComponent, [BEN]).scroll(false);
    await told();
    harness.socket().drop();
    await told();
    expect(harness.socket().told).toHaveLength(1);
    await harness.openSocket();
    expect(await told()).toEqual([visible(ANNA), visible(ANNA)]);
  });

  it('forgets a row that is gone', async () => {
    create(ListComponent, [ANNA, BEN]);
    const row = create(RowComponent, [BEN]);
    row.scroll(false);
    await told();
    row.fixture.destroy();
    expect(await told()).toEqual([visible(ANNA), visible(ANNA, BEN)]);
    expect(tellers.size).toBe(0);
  });

  it('changes no lease', async () => {
    create(ListComponent, [ANNA]);
    create(RowComponent, [ANNA]).scroll(false);
    await told();
    await harness.clock.advance(480_000);
    expect(harness.findEntry(ANNA)?.lease.status).toBe('HELD');
  });
});
