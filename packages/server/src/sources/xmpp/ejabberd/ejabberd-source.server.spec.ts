import {
  describeWithServer,
  loginOver,
  startEjabberd,
  waitUntil,
  type ChatClient,
  type EjabberdServer,
} from '@lampfield/test-servers';
import { createCanonicalizer } from '../../../core/canonical-identifier.ts';
import { systemClock } from '../../../system-clock.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { SourceWatch } from '../../../testing/source-watch.ts';
import { ejabberdSource } from './ejabberd-connector.ts';

jest.setTimeout(60_000);

const ANNA = 'anna@chat.test';
const PASSWORD = 'secret';
/** As people write them; what becomes of them is between ejabberd and us. */
const ODD_NAMES = ['Čeněk', 'STRASSE', 'ΟΔΟΣ', '日本語', 'ﬁona', 'Diyarbakır'];

describeWithServer('ejabberd', () => {
  let server: EjabberdServer;
  let watch: SourceWatch;
  let people: ChatClient[];

  beforeAll(async () => {
    const accounts = ['anna', ...ODD_NAMES].map((username) => ({ username, password: PASSWORD }));
    server = await startEjabberd({ accounts });
    const { nodeName: node, cookieFile, epmdPort } = server;
    const options = { node, cookieFile, epmdPort, mode: 'replica', listenAddress: '127.0.0.1' } as const;
    const source = ejabberdSource.create('XMPP', options, createConnectorContext(systemClock));
    watch = new SourceWatch(source, () => systemClock.wallMs());
    watch.start();
    await until(() => watch.sink.state === 'UP', 'the source to be up');
  });
  beforeEach(() => {
    people = [];
  });
  afterEach(() => Promise.all(people.map((person) => person.leave().catch(() => undefined))));
  afterAll(async () => {
    await watch.stop();
    await server.stop();
    expect(watch.flaws).toEqual([]);
  });

  const until = (condition: () => boolean, what: string) => waitUntil(condition, { timeoutMs: 20_000, what });
  const latest = (identifier = ANNA) => watch.sink.findLatest(identifier);
  const untilState = (state: string, identifier = ANNA) =>
    until(() => latest(identifier)?.state === state, `${identifier} to be ${state}`);
  const login = async (username: string, options: { resource?: string; presence?: 'invisible' } = {}): Promise<ChatClient> => {
    const person = await loginOver('bosh', server, { username, password: PASSWORD, ...options });
    people.push(person);
    return person;
  };

  it('follows a user from his connection to his leave', async () => {
    await watch.observe(ANNA);
    expect(latest()).toMatchObject({ state: 'OFFLINE', since: null });
    const before = systemClock.wallMs();
    const desk = await login('anna', { resource: 'desk', presence: 'invisible' });
    await until(() => latest()?.reason === 'PENDING', 'anna to be connected');
    await desk.show({ priority: -5 });
    await untilState('AWAY');
    const phone = await login('anna', { resource: 'phone' });
    await untilState('AVAILABLE');
    expect(latest()).toMatchObject({ activity: { resources: 2 } });
    await phone.leave();
    await untilState('AWAY');
    await desk.leave();
    await untilState('OFFLINE');
    expect(latest()?.since).toBeGreaterThanOrEqual(before);
  });

  it.each(ODD_NAMES)('finds %s, as a directory would write it', async (username) => {
    const identifier = createCanonicalizer()('XMPP', `${username.replace('ﬁ', 'fi')}@Chat.Test`) ?? '';
    await watch.observe(identifier);
    expect(latest(identifier)?.state).toBe('OFFLINE');
    const person = await login(username);
    await untilState('AVAILABLE', identifier);
    await person.leave();
    await untilState('OFFLINE', identifier);
  });

  it('is down while the cluster is, and has no ghosts of it', async () => {
    await watch.observe(ANNA);
    await login('anna');
    await untilState('AVAILABLE');
    await server.crash();
    await until(() => watch.sink.state === 'DOWN', 'the source to be down');
    await server.startAgain();
    await until(() => watch.sink.state === 'UP', 'the source to be up again');
    expect(latest()?.state).toBe('OFFLINE');
  });
});
