import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { PresenceItem } from '@lampfield/protocol';
import {
  AttendantClient,
  compileJtapiClasses,
  describeWithServer,
  OVER,
  ringing,
  SimulatedCti,
  talking,
  waitUntil,
  type AttendantConnection,
  type JtapiClasses,
} from '@lampfield/test-servers';
import { inventPeople, type DemoPerson } from '../directories/demo/demo-people.ts';
import { startRunningServer, TEST_PASSWORD, type RunningServer } from '../testing/running-server.ts';

jest.setTimeout(120_000);

const [ANNA] = inventPeople(1, 1) as [DemoPerson];
/** Lines are known by their last four digits. */
const LINE = ANNA.phone.slice(-4);
const ID = `${LINE}_JTAPI`;
const PASSWORD = 'no secret is safe in an argument';

describeWithServer('java', () => {
  let classes: JtapiClasses;
  let cti: SimulatedCti;
  let running: RunningServer;
  let client: AttendantClient;
  let socket: AttendantConnection;

  beforeAll(async () => {
    classes = await compileJtapiClasses();
  });
  afterAll(() => classes.remove());

  const start = async (jar: string): Promise<void> => {
    cti = await SimulatedCti.start();
    await cti.setLine(LINE);
    const jtapi = { ctiManagers: [cti.address], username: 'lampfield', password: PASSWORD, jar, peer: classes.peer };
    const normalize = [{ match: '^\\+3611000(\\d{4})$', replace: '$1' }];
    const directories = [{ id: 'demo', name: 'Demo', type: 'demo', size: 200, seed: 1 }];
    // JSON is YAML.
    running = await startRunningServer({
      yaml: JSON.stringify({ directories, sources: { JTAPI: { type: 'jtapi', normalize, ...jtapi } } }),
    });
    client = await AttendantClient.signIn(running.url, 'attendant', TEST_PASSWORD);
    socket = await client.connect();
    await client.search(ANNA.mail);
  };

  afterEach(async () => {
    client.close();
    await running.stop();
    await cti.stop();
  });

  const shows = (expected: Partial<PresenceItem>): Promise<unknown> =>
    waitUntil(
      () => {
        expect(socket.latest(ID)).toMatchObject(expected);
        return true;
      },
      { timeoutMs: 60_000, what: () => `${JSON.stringify(expected)}, not ${JSON.stringify(socket.latest(ID))}` },
    );

  test('a line of a phone system behind JTAPI is shown to the end, also when the Java program is killed in between', async () => {
    await start(classes.jar);
    await shows({ state: 'AVAILABLE' });
    await cti.setCall('1', { ...ringing({ from: '1001', to: LINE }), callingName: 'Zoë' });
    await shows({ state: 'RINGING', activity: { peer: { number: '1001', name: 'Zoë' }, direction: 'in', calls: 1 } });
    expect((await client.diagnose(ID)).item).toEqual(socket.latest(ID));
    const pid = findJava();
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain(PASSWORD);
    expect(filesOf(pid)).not.toContain(PASSWORD);
    process.kill(pid, 'SIGKILL');
    await waitUntil(async () => (await client.diagnose(ID)).item.stale === true, { what: 'the line to be in doubt' });
    expect((await client.diagnose(ID)).item).toMatchObject({ state: 'RINGING', stale: true, reason: 'SOURCE_DOWN' });
    await cti.setCall('1', talking({ from: '1001', to: LINE }));
    // The longest wait before the first try: a second, and a quarter of it by chance. Otherwise time stands still: a Java program that starts answers no pings.
    running.clock.skip(1250);
    await shows({ state: 'ON_CALL', activity: { peer: { number: '1001' }, direction: 'in', calls: 1 } });
    await cti.setCall('1', OVER);
    await shows({ state: 'AVAILABLE' });
  });

  test('without the jar a line is UNKNOWN, and the server says what is missing', async () => {
    await start('/nowhere/jtapi.jar');
    await shows({ state: 'UNKNOWN', reason: 'SOURCE_DOWN' });
    const ready = await (await fetch(`${running.url}/readyz`)).text();
    expect(ready).toContain('the JTAPI library /nowhere/jtapi.jar is not there');
    expect(ready).not.toContain(PASSWORD);
  });

  test('a number that is not of the user is UNKNOWN, NOT_CONTROLLED', async () => {
    await start(classes.jar);
    await shows({ state: 'AVAILABLE' });
    await cti.setCall('1', ringing({ from: '1001', to: LINE }));
    await shows({ state: 'RINGING' });
    await cti.removeLine(LINE);
    await shows({ state: 'UNKNOWN', reason: 'NOT_CONTROLLED' });
    expect(socket.latest(ID)).not.toHaveProperty('activity');
  });
});

/** The only child of this process that is a bridge. */
function findJava(): number {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = parents.find((pid) => isBridge(pid));
  if (found === undefined) throw new Error('There is no Java program');
  return Number(found);
}

function isBridge(pid: string): boolean {
  try {
    const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
    return parent === String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('org.lampfield.jtapi.Bridge');
  } catch {
    return false;
  }
}

/** What is written in its working directory, files of classes left out. */
function filesOf(pid: number): string {
  const directory = readlinkSync(`/proc/${String(pid)}/cwd`);
  const files = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => readFileSync(`${directory}/${name}`, 'utf8')).join('\n');
}
