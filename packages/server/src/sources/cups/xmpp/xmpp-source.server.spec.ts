import {
  describeWithServer,
  numberedAccounts,
  settlesWithin,
  startEjabberd,
  startProsody,
  waitUntil,
  XmppPerson,
  type PersonOptions,
  type RosterItem,
  type XmppServer,
} from '@lampfield/test-servers';
import type { SourceReport } from '../../../ports/source.ts';
import { systemClock } from '../../../system-clock.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import type { XmppOptions } from './xmpp-options.ts';
import { XmppSource } from './xmpp-source.ts';

jest.setTimeout(60_000);

const WATCHER = { username: 'lampfield', password: 'let me in' };
const FRIENDS = numberedAccounts('friend', 20);
const ACCOUNTS = [WATCHER, { username: 'bob' }, { username: 'carol' }, ...FRIENDS];
const STARTERS = { prosody: startProsody, ejabberd: startEjabberd };

/** A source on a real server, and what is needed to see what it does there; all of it is ended after each test. */
class Trial {
  readonly server: XmppServer;
  readonly #endings: (() => Promise<void>)[] = [];
  #inspectors = 0;

  constructor(server: XmppServer) {
    this.server = server;
  }

  /** A source that is not started. */
  create(changes: Partial<XmppOptions> = {}): XmppSource {
    const { service, domain } = this.server;
    const options: XmppOptions = {
      ...{
        service,
        domain,
        ...WATCHER,
        resource: 'lampfield',
        tls: 'auto',
        rosterGroup: 'lampfield',

        answerSeconds: 1,
      },
      ...{ maxSubscriptions: 1000, rosterChangesPerSecond: 1000, pingSeconds: 30, pingTimeoutSeconds: 10 },
      ...changes,
    };
    // Without jitter each wait for the next try is the shortest.
    const context = { ...createConnectorContext(systemClock), chance: { next: () => 0 } };
    const source = new XmppSource({ type: 'CUPS', options, context });
    this.#endings.push(() => source.stop());
    return source;
  }

  /** A source that is up. */
  async start(changes: Partial<XmppOptions> = {}): Promise<Running> {
    const running = new Running(this.create(changes));
    await running.isUp();
    return running;
  }

  async login(options: PersonOptions): Promise<XmppPerson> {
    const person = await XmppPerson.login(this.server, options);
    this.#endings.push(() => person.leave().catch(() => undefined));
    return person;
  }

  /** The watcher's contact list, as another client of the same account sees it. */
  async roster(): Promise<RosterItem[]> {
    const inspector = await this.inspector();
    const items = await inspector.roster();
    await inspector.leave();
    return items.sort((one, other) => one.jid.localeCompare(other.jid));
  }

  /** Another client of the watcher's account, with a resource of its own: servers throw out the elder of two with the same. */
  inspector(): Promise<XmppPerson> {
    return XmppPerson.login(this.server, {
      ...WATCHER,
      resource: `inspector${String((this.#inspectors += 1))}`,
      presence: 'invisible',
    });
  }

  async end(): Promise<void> {
    // The source first, so that people are there to be unsubscribed from.
    for (const end of this.#endings.splice(0)) await end();
  }
}

/** A started source and what it has said. */
class Running {
  readonly source: XmppSource;
  readonly sink = new RecordingSink();

  constructor(source: XmppSource) {
    this.source = source;
    source.start(this.sink);
  }

  async isUp(): Promise<void> {
    await waitUntil(() => this.sink.state === 'UP', { timeoutMs: 15_000, what: 'the source to be up' });
  }

  async isDown(): Promise<void> {
    await waitUntil(() => this.sink.state === 'DOWN', { timeoutMs: 15_000, what: 'the source to be down' });
  }

  /** Waits for a report that says this; observes first what is not observed. */
  async shows(jid: string, expected: Partial<SourceReport>): Promise<SourceReport> {
    this.source.observe(jid);
    const isShown = (): boolean => {
      const report = this.sink.findLatest(jid);
      return Object.entries(expected).every(([key, value]) => this.#equals(report?.[key as keyof SourceReport], value));
    };
    await waitUntil(isShown, {
      what: () => `${jid}: ${JSON.stringify(expected)}, not ${JSON.stringify(this.sink.findLatest(jid))}`,
    });
    const report = this.sink.findLatest(jid);
    if (report === undefined) throw new Error(`${jid} was never reported`);
    return report;
  }

  states(jid: string): string[] {
    return this.sink.reportsOf(jid).map(({ state }) => state);
  }

  #equals(actual: unknown, expected: unknown): boolean {
    return JSON.stringify(actual) === JSON.stringify(expected);
  }
}

/** Time for news that must not come. */
async function letPass(): Promise<void> {
  await settlesWithin(new Promise(() => undefined), 200);
}

describe.each(['prosody', 'ejabberd'] as const)('the XMPP source', (name) => {
  describeWithServer(name, () => {
    let server: XmppServer;
    let trial: Trial;

    beforeAll(async () => {
      server = await STARTERS[name]({ accounts: ACCOUNTS });
    });
    afterAll(() => server.stop());
    beforeEach(() => {
      trial = new Trial(server);
    });
    afterEach(() => trial.end());

    describeLamps(() => trial);
    describeConsent(() => trial);
    describeContactList(() => trial);
    describeStrangers(() => trial);
    describeLosses(() => trial);
  });
});

function describeLamps(getTrial: () => Trial): void {
  it('shows somebody who lets himself be watched, and what he changes', async () => {
    const bob = await getTrial().login({ username: 'bob' });
    const running = await getTrial().start();
    await running.shows(bob.jid, { state: 'AVAILABLE', raw: 'available', activity: { resources: 1 } });
    const beforeMs = systemClock.wallMs();
    await bob.show({ show: 'dnd', status: 'On the\nphone \u202eünï🙂' });
    const report = await running.shows(bob.jid, {
      state: 'DND',
      raw: 'dnd',
      activity: { resources: 1, note: 'On the phone ünï🙂' },
    });
    expect(report.since).toBeGreaterThanOrEqual(beforeMs);
    await bob.show({ show: 'away' });
    await running.shows(bob.jid, { state: 'AWAY', raw: 'away', activity: { resources: 1 } });
  });

  it('composes several clients: priority first, the more available next, and none to be reached is AWAY', async () => {
    const running = await getTrial().start();
    const desk = await getTrial().login({ username: 'bob', presence: { priority: 5 } });
    const phone = await getTrial().login({ username: 'bob', resource: 'phone', presence: { show: 'xa', priority: 1 } });
    await running.shows(desk.jid, { state: 'AVAILABLE', activity: { resources: 2 } });
    await phone.show({ show: 'dnd', priority: 9 });
    await running.shows(desk.jid, { state: 'DND', activity: { resources: 2 } });
    await phone.show({ show: 'away', priority: 5 });
    await running.shows(desk.jid, { state: 'AVAILABLE', raw: 'available' });
    await desk.show({ priority: -1 });
    await phone.show({ priority: -5 });
    await running.shows(desk.jid, { state: 'AWAY', raw: 'available', activity: { resources: 2 } });
    await desk.leave();
    await running.shows(desk.jid, { state: 'AWAY', activity: { resources: 1 } });
  });

  it('shows OFFLINE who signs out, whose machine goes, and who was never there but has agreed', async () => {
    const running = await getTrial().start();
    const bob = await getTrial().login({ username: 'bob' });
    const carol = await getTrial().login({ username: 'carol', presence: 'invisible' });
    await running.shows(bob.jid, { state: 'AVAILABLE' });
    await bob.leave();
    await running.shows(bob.jid, { state: 'OFFLINE', raw: 'unavailable' });
    const again = await getTrial().login({ username: 'bob' });
    await running.shows(bob.jid, { state: 'AVAILABLE' });
    again.vanish();
    await running.shows(bob.jid, { state: 'OFFLINE' });
    running.source.observe(carol.jid);
    await letPass();
    await carol.send('subscribed', 'lampfield@chat.test');
    await running.shows(carol.jid, { state: 'OFFLINE', since: null });
  });
}

function describeConsent(getTrial: () => Trial): void {
  it('shows somebody who does not answer, or does not exist, as PENDING and never as OFFLINE', async () => {
    const bob = await getTrial().login({ username: 'bob', answer: 'ignore', presence: { show: 'chat' } });
    const running = await getTrial().start();
    // Nor is anybody told who does not exist: servers leave that open.
    running.source.observe('nobody@chat.test');
    await running.shows(bob.jid, { state: 'UNKNOWN', reason: 'PENDING' });
    await running.shows('nobody@chat.test', { state: 'UNKNOWN', reason: 'PENDING' });
    await bob.send('subscribed', 'lampfield@chat.test');
    await running.shows(bob.jid, { state: 'AVAILABLE', raw: 'chat' });
    expect(running.states(bob.jid)).not.toContain('OFFLINE');
  });

  it('shows somebody who refuses as DENIED and asks him once, now or when he thinks better of it', async () => {
    const bob = await getTrial().login({ username: 'bob', answer: 'deny' });
    const carol = await getTrial().login({ username: 'carol' });
    const running = await getTrial().start();
    await running.shows(bob.jid, { state: 'UNKNOWN', reason: 'DENIED' });
    await running.shows(carol.jid, { state: 'AVAILABLE' });
    carol.answer = 'ignore';
    await carol.send('unsubscribed', 'lampfield@chat.test');
    await running.shows(carol.jid, { state: 'UNKNOWN', reason: 'DENIED' });
    await letPass();
    expect(bob.requests).toHaveLength(1);
    expect(carol.requests).toHaveLength(1);
    expect(running.sink.findLatest(carol.jid)).toMatchObject({ state: 'UNKNOWN', reason: 'DENIED' });
  });

  it('says why it does not ask about what is no address, about itself, and about a domain out of reach', async () => {
    const running = await getTrial().start();
    await running.shows('two words@chat.test', { state: 'UNKNOWN', reason: 'NOT_FOUND' });
    await running.shows('lampfield@chat.test', { state: 'UNKNOWN', reason: 'NOT_CONTROLLED' });
    await running.shows('bob@elsewhere.test', { state: 'UNKNOWN', reason: 'DENIED' });
  });
}

function describeContactList(getTrial: () => Trial): void {
  it('has exactly what is observed on the contact list, in its group', async () => {
    const bob = await getTrial().login({ username: 'bob' });
    const running = await getTrial().start();
    await running.shows(bob.jid, { state: 'AVAILABLE' });
    await running.shows('nobody@chat.test', { state: 'UNKNOWN' });
    expect(await getTrial().roster()).toEqual([
      { jid: bob.jid, subscription: 'to', groups: ['lampfield'] },
      { jid: 'nobody@chat.test', subscription: 'none', ask: 'subscribe', groups: ['lampfield'] },
    ]);
    running.source.release(bob.jid);
    running.source.release('nobody@chat.test');
    running.sink.clear();
    await waitUntil(async () => (await getTrial().roster()).length === 0, { what: 'an empty contact list' });
    await bob.show({ show: 'away' });
    await letPass();
    expect(running.sink.events).toEqual([]);
  });

  it('removes what a crashed server left, keeps what is observed, and does not touch what others put there', async () => {
    const bob = await getTrial().login({ username: 'bob' });
    const carol = await getTrial().login({ username: 'carol' });
    const inspector = await getTrial().inspector();
    for (const jid of [bob.jid, 'left@chat.test']) await inspector.setRosterItem(jid, ['lampfield']);
    await inspector.setRosterItem(carol.jid, ['Colleagues']);
    for (const jid of [bob.jid, 'left@chat.test']) await inspector.send('subscribe', jid);
    await waitUntil(() => bob.requests.length === 1, { what: 'bob to be asked' });
    const running = new Running(getTrial().create());
    running.source.observe(bob.jid);
    await running.isUp();
    await running.shows(bob.jid, { state: 'AVAILABLE' });
    const foreign = { jid: carol.jid, subscription: 'none', groups: ['Colleagues'] };
    const kept = { jid: bob.jid, subscription: 'to', groups: ['lampfield'] };
    await waitUntil(async () => (await inspector.roster()).length === 2, { what: 'the left one to be removed' });
    expect(await getTrial().roster()).toEqual([kept, foreign]);
    expect(bob.requests).toHaveLength(1);
    await running.shows(carol.jid, { state: 'AVAILABLE' });
    expect(await getTrial().roster()).toEqual([kept, { ...foreign, subscription: 'to' }]);
    await running.source.stop();
    expect(await getTrial().roster()).toEqual([foreign]);
    await inspector.removeRosterItem(carol.jid);
    await inspector.leave();
  });

  it('subscribes again when another client takes an observed contact off the list', async () => {
    const bob = await getTrial().login({ username: 'bob' });
    const running = await getTrial().start();
    await running.shows(bob.jid, { state: 'AVAILABLE' });
    const inspector = await getTrial().inspector();
    await inspector.removeRosterItem(bob.jid);
    await inspector.leave();
    await waitUntil(() => bob.requests.length === 2, { what: 'bob to be asked again' });
    await running.shows(bob.jid, { state: 'AVAILABLE' });
    expect((await getTrial().roster()).map(({ groups }) => groups)).toEqual([['lampfield']]);
  });

  it('takes 200 contacts at once: lights those who are there, and leaves nothing of any', async () => {
    for (const friend of FRIENDS) await getTrial().login({ ...friend, presence: { show: 'dnd' } });
    const lit = FRIENDS.map(({ username }) => `${username}@chat.test`);
    const dark = Array.from({ length: 200 - lit.length }, (_, number) => `nobody${String(number)}@chat.test`);
    const running = await getTrial().start();
    for (const jid of [...lit, ...dark]) running.source.observe(jid);
    const count = (state: string): number =>
      [...lit, ...dark].filter((jid) => running.sink.findLatest(jid)?.state === state).length;
    await waitUntil(() => count('DND') === lit.length && count('UNKNOWN') === dark.length, {
      timeoutMs: 20_000,
      what: () => `${String(count('DND'))} lamps are lit, ${String(count('UNKNOWN'))} are PENDING`,
    });
    for (const jid of [...lit, ...dark]) running.source.release(jid);
    await waitUntil(async () => (await getTrial().roster()).length === 0, { timeoutMs: 20_000, what: 'an empty contact list' });
  });
}

function describeStrangers(getTrial: () => Trial): void {
  it('believes no presence of somebody it does not watch or who did not agree, and answers no message', async () => {
    const bob = await getTrial().login({ username: 'bob', answer: 'ignore' });
    const carol = await getTrial().login({ username: 'carol', answer: 'ignore' });
    const running = await getTrial().start();
    await running.shows(bob.jid, { state: 'UNKNOWN', reason: 'PENDING' });
    for (const person of [bob, carol]) {
      await person.showTo('lampfield@chat.test/lampfield', { show: 'dnd' });
      await person.message('lampfield@chat.test/lampfield', 'hello');
    }
    await letPass();
    expect(running.sink.findLatest(bob.jid)).toMatchObject({ state: 'UNKNOWN', reason: 'PENDING' });
    expect(running.sink.findLatest(carol.jid)).toBeUndefined();
    expect(carol.seen.filter((line) => line.startsWith('lampfield@'))).toEqual([]);
  });

  it('tells who asks to watch it that it does not wish to be watched, once', async () => {
    const carol = await getTrial().login({ username: 'carol' });
    await getTrial().start();
    const refusals = (): number => carol.seen.filter((line) => line.endsWith(' unsubscribed')).length;
    await carol.send('subscribe', 'lampfield@chat.test');
    await waitUntil(() => refusals() === 1, { what: 'a refusal' });
    await carol.send('subscribe', 'lampfield@chat.test');
    await letPass();
    expect(refusals()).toBe(1);
    expect(carol.seen.some((line) => line.startsWith('lampfield@chat.test/'))).toBe(false);
    await carol.removeRosterItem('lampfield@chat.test');
  });
}

function describeLosses(getTrial: () => Trial): void {
  it('is down when the server goes, and up again with what is then true', async () => {
    const trial = getTrial();
    await trial.login({ username: 'bob', presence: { show: 'dnd' } });
    await trial.login({ username: 'carol', presence: { show: 'away' } });
    const running = await trial.start();
    await running.shows('nobody@chat.test', { reason: 'PENDING' });
    await running.shows('bob@chat.test', { state: 'DND' });
    await running.shows('carol@chat.test', { state: 'AWAY' });
    await trial.server.shutDown();
    await running.isDown();
    expect(running.sink.events.filter(({ kind }) => kind === 'DOWN')).toHaveLength(1);
    running.sink.clear();
    await trial.server.startAgain();
    await trial.login({ username: 'carol', presence: { show: 'dnd' } });
    await running.isUp();
    await running.shows('carol@chat.test', { state: 'DND' });
    expect(running.states('bob@chat.test')).toEqual(['OFFLINE']);
    expect(running.sink.findLatest('nobody@chat.test')).toMatchObject({ state: 'UNKNOWN', reason: 'PENDING' });
    running.source.release('carol@chat.test');
    running.source.release('nobody@chat.test');
    await waitUntil(async () => (await trial.roster()).length === 1, { what: 'only bob on the list' });
  });

  it('notices a server that hangs with the connection open', async () => {
    const trial = getTrial();
    const bob = await trial.login({ username: 'bob' });
    const running = await trial.start({ pingSeconds: 1, pingTimeoutSeconds: 1 });
    await running.shows(bob.jid, { state: 'AVAILABLE' });
    trial.server.signal('SIGSTOP');
    try {
      await running.isDown();
    } finally {
      trial.server.signal('SIGCONT');
    }
    await running.isUp();
    await running.shows(bob.jid, { state: 'AVAILABLE' });
  });

  it('is down with a wrong password, and does not knock again soon', async () => {
    const running = new Running(getTrial().create({ password: 'wrong' }));
    running.source.observe('bob@chat.test');
    await running.isDown();
    expect(running.sink.events).toEqual([{ kind: 'DOWN', reason: 'SOURCE_DOWN' }]);
  });
}
