import type { VersionMark, VersionStore } from '../ports/version-store.ts';
import { VersionCounter } from './version-counter.ts';
import { silentLog } from '../testing/silent-log.ts';

class MemoryStore implements VersionStore {
  mark: VersionMark | undefined;
  saves = 0;
  load(): VersionMark | undefined {
    return this.mark;
  }
  save(mark: VersionMark): void {
    this.mark = mark;
    this.saves += 1;
  }
}

const WALL_MS = 1_795_000_000_000;
let epochs = 0;
const newEpoch = (): string => `epoch-${String((epochs += 1))}`;

test('versions grow one by one from above the wall clock', () => {
  const counter = new VersionCounter({ store: new MemoryStore(), wallMs: WALL_MS, newEpoch, log: silentLog });
  const first = counter.next();
  expect(first).toBeGreaterThan(WALL_MS * 1024);
  expect([counter.next(), counter.next()]).toEqual([first + 1, first + 2]);
});

test('no version is given out that the store has not been told of first', () => {
  const store = new MemoryStore();
  const counter = new VersionCounter({ store: store, wallMs: WALL_MS, newEpoch, log: silentLog });
  for (let given = 0; given < 1_100_000; given += 1) {
    if (counter.next() >= (store.mark?.highWater ?? 0)) throw new Error('given out before it was reserved');
  }
  expect(store.saves).toBe(2);
});

test.each([
  ['forward', WALL_MS + 5000],
  ['back by a year', WALL_MS - 31_536_000_000],
])('a restart continues above everything given out before, with the clock set %s', (_how, wallAfterMs) => {
  const store = new MemoryStore();
  const before = new VersionCounter({ store: store, wallMs: WALL_MS, newEpoch, log: silentLog });
  const last = before.next();
  const after = new VersionCounter({ store: store, wallMs: wallAfterMs, newEpoch, log: silentLog });
  expect(after.next()).toBeGreaterThan(last);
  expect(after.epoch).toBe(before.epoch);
});

test('when the store is lost the epoch changes, so that clients accept lower versions', () => {
  const before = new VersionCounter({ store: new MemoryStore(), wallMs: WALL_MS, newEpoch, log: silentLog });
  const after = new VersionCounter({ store: new MemoryStore(), wallMs: WALL_MS - 1e9, newEpoch, log: silentLog });
  expect(after.epoch).not.toBe(before.epoch);
});

test('versions are exact numbers', () => {
  const counter = new VersionCounter({ store: new MemoryStore(), wallMs: Date.UTC(2200, 0), newEpoch, log: silentLog });
  expect(Number.isSafeInteger(counter.next())).toBe(true);
});

test('a disk that cannot be written is said, and stops nothing', () => {
  const said: string[] = [];
  const store: VersionStore = {
    load: () => undefined,
    save: () => {
      throw new Error('ENOSPC');
    },
  };
  const counter = new VersionCounter({
    store,
    wallMs: WALL_MS,
    newEpoch,
    log: { ...silentLog, error: (_fields, message) => void said.push(message) },
  });
  const first = counter.next();
  expect([counter.next(), said.length]).toEqual([first + 1, 1]);
});
