import fc from 'fast-check';
import { OnScreen } from './on-screen.ts';

class Office {
  readonly watched = new Map<string, Set<string>>();
  readonly told = new Map<string, boolean>();
  readonly screens = new OnScreen({
    matters: (id) => id.endsWith('_EXCHANGE'),
    isObserved: (id) => [...this.watched.values()].some((ids) => ids.has(id)),
    watchedBy: (username) => this.watched.get(username) ?? [],
    forEachWatcher: (id, visit) => {
      for (const [username, ids] of this.watched) if (ids.has(id)) visit(username);
    },
    tell: (id, isOnScreen) => {
      if (this.told.get(id) === isOnScreen) throw new Error(`told twice: ${id}`);
      this.told.set(id, isOnScreen);
    },
  });

  watch(username: string, ...ids: readonly string[]): void {
    this.watched.set(username, new Set([...(this.watched.get(username) ?? []), ...ids]));
    for (const id of ids) this.screens.begin(id);
  }
}

const [A, B] = ['a_EXCHANGE', 'b_EXCHANGE'];

describe('what is on screen', () => {
  it('is all that somebody watches whose client has not said', () => {
    const office = new Office();
    office.screens.connect('1', 'ann');
    office.watch('ann', A, B);
    expect(office.told).toEqual(new Map());
  });

  it('is what a client says, and nothing else', () => {
    const office = new Office();
    office.screens.connect('1', 'ann');
    office.watch('ann', A, B);
    office.screens.show('1', [A]);
    expect(office.told).toEqual(new Map([[B, false]]));
    office.screens.show('1', [B]);
    expect(office.told).toEqual(
      new Map([
        [B, true],
        [A, false],
      ]),
    );
  });

  it('is on any screen, and goes with the last', () => {
    const office = new Office();
    office.screens.connect('1', 'ann');
    office.screens.connect('2', 'bob');
    office.watch('ann', A);
    office.watch('bob', A);
    for (const connection of ['1', '2']) office.screens.show(connection, [A]);
    office.screens.disconnect('1');
    expect(office.told).toEqual(new Map());
    office.screens.disconnect('2');
    office.screens.disconnect('2');
    expect(office.told).toEqual(new Map([[A, false]]));
    office.screens.connect('3', 'ann');
    expect(office.told).toEqual(new Map([[A, true]]));
  });

  it('is told anew of what begins to be observed, and nothing is kept of what is over', () => {
    const office = new Office();
    office.watch('ann', A);
    expect(office.told).toEqual(new Map([[A, false]]));
    office.screens.forget(A);
    office.told.clear();
    office.watch('ann', A);
    expect(office.told).toEqual(new Map([[A, false]]));
  });

  it('is told of nothing that nobody watches, whatever a client says that it shows', () => {
    const office = new Office();
    office.screens.connect('1', 'ann');
    office.screens.show('1', [A]);
    office.screens.show('1', [B]);
    office.screens.disconnect('1');
    expect(office.told).toEqual(new Map());
    office.watch('ann', A);
    expect(office.told).toEqual(new Map([[A, false]]));
  });

  it('counts what a client shows before anybody watches it', () => {
    const office = new Office();
    office.screens.connect('1', 'ann');
    office.screens.show('1', [A]);
    office.watch('ann', A);
    expect([office.told, office.screens.has(A)]).toEqual([new Map(), true]);
  });

  it('makes no difference where the source does not care, and of who is not connected', () => {
    const office = new Office();
    office.watch('ann', '1_JTAPI');
    office.screens.show('unknown', [A]);
    expect([office.told, office.screens.has(A)]).toEqual([new Map(), false]);
  });

  it('is at any time what the connections say', () => {
    const users = ['ann', 'bob'];
    const ids = ['a', 'b', 'c'].map((name) => `${name}_EXCHANGE`);
    const anyIds = fc.subarray(ids);
    const anyStep = fc.oneof(
      fc.record({ connect: fc.nat(3), username: fc.constantFrom(...users) }),
      fc.record({ disconnect: fc.nat(3) }),
      fc.record({ show: fc.nat(3), ids: anyIds }),
      fc.record({ watch: fc.constantFrom(...users), ids: anyIds }),
    );
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const office = new Office();
        const screens = new Map<number, { username: string; visible?: readonly string[] }>();
        for (const step of steps) {
          if ('connect' in step) {
            office.screens.connect(String(step.connect), step.username);
            screens.set(step.connect, { username: step.username });
          } else if ('disconnect' in step) {
            office.screens.disconnect(String(step.disconnect));
            screens.delete(step.disconnect);
          } else if ('show' in step) {
            office.screens.show(String(step.show), step.ids);
            const screen = screens.get(step.show);
            if (screen !== undefined) screen.visible = step.ids;
          } else {
            const fresh = step.ids.filter((id) => ![...office.watched.values()].some((watched) => watched.has(id)));
            office.watched.set(step.watch, new Set([...(office.watched.get(step.watch) ?? []), ...step.ids]));
            for (const id of fresh) office.screens.begin(id);
          }
        }
        for (const [username, watched] of office.watched) {
          for (const id of watched) {
            const isShown = [...screens.values()].some((screen) => {
              const { visible } = screen;
              return visible?.includes(id) ?? office.watched.get(screen.username)?.has(id) === true;
            });
            expect([username, id, office.screens.has(id)]).toEqual([username, id, isShown]);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
