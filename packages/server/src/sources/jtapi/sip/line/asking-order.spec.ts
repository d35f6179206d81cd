import { ManualClock } from '../../../../testing/manual-clock.ts';
import { AskingOrder } from './asking-order.ts';

interface Asker {
  readonly name: string;
  isWanted: boolean;
  takeTurn(): void;
}

function setUp(given: { places?: number; perSecond?: number } = {}) {
  const clock = new ManualClock();
  const turns: string[] = [];
  const news: string[] = [];
  const order = new AskingOrder<Asker>({
    ...{ clock, chance: { next: () => 0 }, perSecond: 1000, places: 10, ...given },
    onRefused: (detail) => void news.push(detail),
  });
  const [a, b, c] = ['a', 'b', 'c'].map((name): Asker => ({ name, isWanted: true, takeTurn: () => void turns.push(name) }));
  if (a === undefined || b === undefined || c === undefined) throw new Error('There are three');
  const taken = (): string => {
    clock.tick();
    return turns.splice(0).join('');
  };
  return { clock, news, order, a, b, c, taken };
}

describe('turns', () => {
  it('are given at a pace, once to each who wishes for one, and not to whoever has left', () => {
    const { clock, order, a, b, c, taken } = setUp({ perSecond: 1 });
    for (const one of [a, b, a, c]) order.wish(one);
    order.leave(b);
    expect([order.isWaiting(a), order.isWaiting(b), taken()]).toEqual([true, false, 'a']);
    clock.advance(1000);
    expect(taken()).toBe('c');
  });

  it('are given to all at once in a hurry, and to nobody after the end', () => {
    const { clock, order, a, b, c, taken } = setUp({ perSecond: 1 });
    for (const one of [a, b, c]) order.wish(one);
    order.hurry();
    expect(taken()).toBe('abc');
    order.hold(a, 'no');
    for (const one of [a, b]) order.wish(one);
    order.stop();
    clock.advance(100_000);
    expect([taken(), clock.pendingCount]).toEqual(['', 0]);
  });
});

describe('while the account is refused', () => {
  it('one of those who are held tries, each time another, and all when it is accepted', () => {
    const { clock, news, order, a, b, c, taken } = setUp();
    order.hold(a, 'no');
    for (const one of [b, c]) order.hold(one, undefined);
    expect([order.isRefused, order.trouble, news, order.mayAsk(b)]).toEqual([true, 'no', ['no'], false]);
    clock.advance(7500);
    expect([taken(), order.mayAsk(a), order.mayAsk(b)]).toEqual(['a', true, false]);
    order.hold(a, 'no');
    clock.advance(15_000);
    expect([taken(), order.mayAsk(b), news]).toEqual(['b', true, ['no']]);
    order.accept(b);
    order.pass(b);
    expect([taken(), order.isRefused, order.trouble, order.held]).toEqual(['ca', false, undefined, []]);
  });

  it('those who only want to be let go do not try, but ask when it is accepted', () => {
    const { clock, order, a, b, taken } = setUp();
    order.hold(a, 'no');
    order.hold(b, undefined);
    a.isWanted = false;
    clock.advance(7500);
    expect([taken(), order.mayAsk(b)]).toEqual(['b', true]);
    order.accept(b);
    expect(taken()).toBe('a');
  });

  it('the try is kept for whoever comes, if nobody is held', () => {
    const { clock, order, a, b, c, taken } = setUp();
    order.hold(a, 'no');
    order.leave(a);
    clock.advance(100_000);
    expect([taken(), order.mayAsk(b), order.mayAsk(c)]).toEqual(['', true, false]);
  });
});

describe('while it is being found out whether the account is taken', () => {
  it('the others are held, and ask when it is, or when nothing comes of it', () => {
    for (const isAccepted of [true, false]) {
      const { order, a, b, taken } = setUp();
      expect([order.maySignIn(a, false), order.maySignIn(b, false), order.mayAsk(b)]).toEqual([true, false, false]);
      order.hold(b, undefined);
      expect([taken(), order.isRefused, order.isOpen]).toEqual(['', false, false]);
      if (isAccepted) order.accept(a);
      else order.leave(a);
      expect([taken(), order.isOpen]).toEqual(['b', true]);
    }
  });

  it('the others are given a turn to say so when it is not, once', () => {
    const { clock, order, a, b, taken } = setUp();
    order.maySignIn(a, false);
    order.hold(b, undefined);
    order.hold(a, 'no');
    expect(taken()).toBe('b');
    order.hold(b, undefined);
    clock.advance(7500);
    expect([taken(), order.held]).toEqual(['a', [b]]);
  });
});

describe('places at the proxy', () => {
  it('are given to as many as there are, and on when one becomes free, in the order in which they were wanted', () => {
    const { order, a, b, c, taken } = setUp({ places: 1 });
    expect([order.takePlace(a), order.takePlace(a), order.takePlace(b), order.takePlace(c)]).toEqual([true, true, false, false]);
    expect(taken()).toBe('');
    order.freePlace(b);
    expect(taken()).toBe('');
    order.freePlace(a);
    expect([taken(), order.takePlace(b), order.takePlace(c)]).toEqual(['b', true, false]);
    order.leave(c);
    order.freePlace(b);
    expect([taken(), order.takePlace(a)]).toEqual(['', true]);
  });

  it('stay taken when everything else is forgotten', () => {
    const { order, a, b, taken } = setUp({ places: 1 });
    order.takePlace(a);
    order.takePlace(b);
    order.clear();
    expect(order.takePlace(b)).toBe(false);
    order.freePlace(a);
    expect(taken()).toBe('b');
  });
});
