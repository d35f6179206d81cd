import fc from 'fast-check';
import type { OnlineResponse, OnlineUser, OnlineUsersEvt } from '@lampfield/protocol';
import { ManualClock } from '../testing/manual-clock.ts';
import { ScriptedOnlineUsers } from '../testing/scripted-online-users.ts';
import { ONLINE_EVENT_INTERVAL_MS } from './online-feed.ts';
import { OnlineWatch } from './online-watch.ts';
import { TestWatcher, viewers } from './online-watcher.fixture.ts';

/** Follows the rules of docs/protocol.md, whenever what it is sent reaches it. */
class RuleFollowingClient {
  readonly #known = new Map<string, { seq: number; isOnline: boolean }>();
  /** Grows with every reset: answers to what was asked before it are dropped. */
  #round = 0;
  #cursor: string | undefined;
  #isComplete = false;
  #onItsWay: { round: number; answer: OnlineResponse | string } | undefined;

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get online(): string[] {
    return [...this.#known].flatMap(([address, { isOnline }]) => (isOnline ? [address] : [])).sort();
  }

  /** Asks for the next page, if one is missing; the answer is made now and arrives later. */
  ask(doors: OnlineWatch): void {
    if (this.#isComplete || this.#onItsWay !== undefined) return;
    const query = { limit: 2, ...(this.#cursor !== undefined && { cursor: this.#cursor }) };
    this.#onItsWay = { round: this.#round, answer: doors.list('ann', query) };
  }

  takeAnswer(): void {
    const { round, answer } = this.#onItsWay ?? {};
    this.#onItsWay = undefined;
    // What the server refused while it had nothing, or did not know any more, is asked again.
    if (answer === undefined || round !== this.#round) return;
    if (typeof answer === 'string') {
      this.#cursor = undefined;
      return;
    }
    for (const user of answer.users) this.#learn(user, { seq: answer.seq, isOnline: true });
    this.#cursor = answer.cursor;
    this.#isComplete = answer.cursor === undefined;
  }

  hear({ seq, joined, left, reset }: OnlineUsersEvt): void {
    if (reset === true) this.#beginAnew();
    for (const user of joined) this.#learn(user, { seq, isOnline: true });
    for (const user of left) this.#learn(user, { seq, isOnline: false });
  }

  #beginAnew(): void {
    this.#round += 1;
    this.#known.clear();
    this.#cursor = undefined;
    this.#isComplete = false;
  }

  /** Of what is known of a user, the higher sequence number counts. */
  #learn({ user, host }: OnlineUser, news: { seq: number; isOnline: boolean }): void {
    const address = `${user}@${host}`;
    if ((this.#known.get(address)?.seq ?? -1) <= news.seq) this.#known.set(address, news);
  }
}

/** A server, a client at its other end, and everything on its way between them. */
class World {
  readonly clock = new ManualClock();
  readonly users = new ScriptedOnlineUsers();
  readonly doors = new OnlineWatch({ onlineUsers: this.users, permissions: viewers('ann'), clock: this.clock });
  readonly watcher = new TestWatcher('c1');
  readonly client = new RuleFollowingClient();
  /** Every event that has reached the client. */
  readonly heard: OnlineUsersEvt[] = [];

  /** The next event reaches the client. */
  deliver(): void {
    const event = this.watcher.received.shift();
    if (event === undefined) return;
    this.heard.push(event);
    this.client.hear(event);
  }

  /** Everything arrives and the client asks for what it lacks. */
  settle(): void {
    if (!this.users.isReady) this.users.load(['last@x']);
    this.watcher.unblock();
    this.clock.advance(2 * ONLINE_EVENT_INTERVAL_MS);
    while (this.watcher.received.length > 0) this.deliver();
    for (let question = 0; question < 100 && !this.client.isComplete; question += 1) {
      this.client.takeAnswer();
      this.client.ask(this.doors);
    }
  }
}

const ADDRESSES = ['a@x', 'b@x', 'c@x', 'd@y', 'e@y', 'f@z', 'g@z'];
const address = fc.constantFrom(...ADDRESSES);

/** One thing that may happen at any moment; what people and the network do most is listed more than once. */
const happening: fc.Arbitrary<{ what: string; happen: (world: World) => void }> = fc.oneof(
  { weight: 8, arbitrary: address.map((who) => ({ what: `${who} joins`, happen: ({ users }: World) => users.isReady && users.join(who) })) },
  { weight: 6, arbitrary: address.map((who) => ({ what: `${who} leaves`, happen: ({ users }: World) => users.isReady && users.leave(who) })) },
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 499, 500, 2000).map((ms) => ({ what: `${String(ms)} ms pass`, happen: ({ clock }: World) => { clock.advance(ms); } })) },
  { weight: 6, arbitrary: fc.constant({ what: 'an event arrives', happen: (world: World) => { world.deliver(); } }) },
  { weight: 4, arbitrary: fc.constant({ what: 'the client asks', happen: ({ client, doors }: World) => { client.ask(doors); } }) },
  { weight: 4, arbitrary: fc.constant({ what: 'an answer arrives', happen: ({ client }: World) => { client.takeAnswer(); } }) },
  { weight: 2, arbitrary: fc.constant({ what: 'the client stops reading', happen: ({ watcher }: World) => { watcher.block(); } }) },
  { weight: 2, arbitrary: fc.constant({ what: 'the client reads', happen: ({ watcher }: World) => { watcher.unblock(); } }) },
  { weight: 1, arbitrary: fc.constant({ what: 'the cluster is lost', happen: ({ users }: World) => { users.lose(); } }) },
  { weight: 1, arbitrary: fc.subarray(ADDRESSES).map((all) => ({ what: `${all.join(', ')} are loaded`, happen: ({ users }: World) => { users.load(all); } })) },
); // prettier-ignore

const history = fc.array(happening, { maxLength: 80 });

test('whatever the order of coming, going and arriving, a client that follows the rules ends with the true list', () => {
  fc.assert(
    fc.property(fc.subarray(ADDRESSES), history, (first, happenings) => {
      const world = new World();
      world.users.load(first);
      world.doors.watch(world.watcher);
      for (const { happen } of happenings) happen(world);
      world.settle();
      expect(world.client.online).toEqual([...world.users.addresses].sort());
    }),
    { numRuns: 1000 },
  );
});

test('whatever happened, no event names a user twice, sequence numbers never fall, and nothing is left behind', () => {
  fc.assert(
    fc.property(history, (happenings) => {
      const world = new World();
      world.doors.watch(world.watcher);
      for (const { happen } of happenings) happen(world);
      world.settle();
      const seqs = world.heard.map(({ seq }) => seq);
      expect(seqs).toEqual([...seqs].sort((one, other) => one - other));
      for (const { joined, left } of world.heard) {
        const named = [...joined, ...left].map(({ user, host }) => `${user}@${host}`);
        expect(new Set(named).size).toBe(named.length);
      }
      world.doors.unwatch('c1');
      expect([world.clock.pendingCount, world.users.listenerCount, world.watcher.callbackCount]).toEqual([0, 0, 0]);
    }),
  );
});
