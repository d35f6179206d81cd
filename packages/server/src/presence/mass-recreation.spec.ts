import type { ManualClock } from '../testing/manual-clock.ts';
import { IDS_PER_TURN } from './presence-service.ts';
import { createPresenceLayer } from './presence-layer.fixture.ts';
import { MOST_IDS_PER_LOOK_UP } from './directory-contents.ts';

const WATCHERS = 100;
const IDS_PER_WATCHER = 50;
/** Lines that all of them together watch: each is on the screens of several. */
const LINES = 1000;

/** What the console had on its screen before the server restarted. */
function itemsOf(watcher: number) {
  return Array.from({ length: IDS_PER_WATCHER }, (_, index) => ({
    id: `${String(2000 + ((watcher * 37 + index) % LINES))}_JTAPI`,
    version: 7,
  }));
}

async function turns(clock: ManualClock, count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await clock.turn();
}

/** Everybody comes back in the same moment to a server that holds nothing; the source says nothing until it is asked to. */
function comeBack() {
  const layer = createPresenceLayer({ idsPerUser: 1000 });
  layer.source.behave('SILENT');
  const watchers = Array.from({ length: WATCHERS }, (_, watcher) => ({
    items: itemsOf(watcher),
    received: layer.connect(`user${String(watcher)}`).items,
  }));
  const answering = watchers.map(({ items }, watcher) => layer.service.keepAlive(`user${String(watcher)}`, items));
  return { ...layer, watchers, answering };
}

test('a source sees each presentity observed once and never released, and only so many a turn', async () => {
  const { clock, source, answering } = comeBack();
  const observedATurn: number[] = [];
  for (let turn = 0; turn < 80; turn += 1) {
    const before = source.countCalls('observe');
    await clock.turn();
    observedATurn.push(source.countCalls('observe') - before);
  }
  await Promise.all(answering);
  expect([source.countCalls('observe'), source.observed.size, source.countCalls('release')]).toEqual([LINES, LINES, 0]);
  expect(Math.max(...observedATurn)).toBeLessThanOrEqual(IDS_PER_TURN);
});

test('the directory is asked for each presentity once, in look-ups of bounded size', async () => {
  const { clock, answering, lookUp } = comeBack();
  await turns(clock, 80);
  await Promise.all(answering);
  expect([lookUp.asked.flat().length, new Set(lookUp.asked.flat()).size]).toEqual([LINES, LINES]);
  expect(Math.max(...lookUp.asked.map(({ length }) => length))).toBeLessThanOrEqual(MOST_IDS_PER_LOOK_UP);
});

test('the answers do not wait for the source; when it speaks, everybody gets all of his', async () => {
  const { clock, source, watchers, answering } = comeBack();
  await turns(clock, 80);
  const answers = await Promise.all(answering);
  expect(answers.map(({ renewed, recreated, rejected }) => [renewed.length + recreated.length, rejected.length])).toEqual(
    watchers.map(() => [IDS_PER_WATCHER, 0]),
  );
  for (const identifier of source.observed) source.say(identifier, { state: 'RINGING', since: 1 });
  await clock.advanceAsync(1000);
  for (const { items, received } of watchers) {
    const ringing = received.filter(({ state }) => state === 'RINGING').map(({ id }) => id);
    expect(ringing.sort()).toEqual(items.map(({ id }) => id).sort());
  }
});
