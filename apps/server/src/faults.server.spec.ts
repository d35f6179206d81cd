import { ConsoleFleet, DEMO_FLEET, LampfieldProcess, settlesWithin, type LightConsoleFigures } from '@lampfield/test-servers';

const CONSOLES = 200;
const LAMPS_EACH = 12;
const SUBSCRIPTION_SECONDS = 10;

const YAML = `
presence: { subscriptionTime: ${String(SUBSCRIPTION_SECONDS)}, gcPeriod: 3 }
auth: { type: demo, users: ${String(CONSOLES + 2)} }
log: { level: warn }
directories: [{ id: demo, name: Demo, type: demo, size: 40, seed: 1 }]
sources:
  JTAPI: { type: simulator, rate: 20, seed: 1 }
  CUPS: { type: simulator, rate: 20, seed: 2 }
  EXCHANGE: { type: simulator, rate: 5, seed: 3 }
`;

jest.setTimeout(120_000);

/** The program as an operator runs it, and who works with it. Faults come one after the other, each when all is right again. */
describe('200 consoles', () => {
  let lampfield: LampfieldProcess;
  let fleet: ConsoleFleet;
  let before: LightConsoleFigures;

  beforeAll(async () => {
    lampfield = await LampfieldProcess.start(YAML, { isFromSources: true });
    fleet = await ConsoleFleet.open({ url: lampfield.url, people: DEMO_FLEET, consoles: CONSOLES, lampsEach: LAMPS_EACH });
  });

  beforeEach(() => {
    before = fleet.figures;
  });

  afterAll(async () => {
    fleet.close();
    await lampfield.stop();
  });

  it('see every lamp right again after the server was killed and started anew, without a sign-in', async () => {
    await lampfield.kill();
    await lampfield.startAgain();
    await fleet.waitUntilRight();
    expect(fleet.figures).toMatchObject({ lostRequests: 0, rejected: 0 });
    expect(fleet.figures.connections).toBe(before.connections + CONSOLES);
  });

  it('lose nothing when it stands still for 3 s', async () => {
    const removed = await lampfield.metric('lampfield_removed_total');
    await standStill(3000);
    await fleet.waitUntilRight();
    expect(fleet.figures).toMatchObject({ lostRequests: 0, rejected: 0 });
    expect(await lampfield.metric('lampfield_removed_total')).toBe(removed);
  });

  it('keep all subscriptions when it stands still for longer than they live, as nobody could renew them meanwhile', async () => {
    const removed = await lampfield.metric('lampfield_removed_total');
    await standStill(SUBSCRIPTION_SECONDS * 1000 + 2000);
    await fleet.waitUntilRight();
    expect(fleet.figures).toMatchObject({ lostRequests: 0, rejected: 0, recreated: before.recreated });
    expect(await lampfield.metric('lampfield_removed_total')).toBe(removed);
    expect(await lampfield.metric('lampfield_cleanups_put_off_total')).toBeGreaterThan(0);
  });

  it('change over to the next server with one reconnection each when it is asked to end', async () => {
    await fleet.waitUntilRight();
    const { connections } = fleet.figures;
    lampfield.server.signal('SIGTERM');
    expect(await settlesWithin(lampfield.server.waitForExit(), 8000)).toBe(true);
    await lampfield.startAgain();
    await fleet.waitUntilRight();
    expect(fleet.figures).toMatchObject({ lostRequests: 0, rejected: 0, connections: connections + CONSOLES });
  });

  /** What a signal to stop does for a time; a blocked event loop looks the same from outside. */
  async function standStill(ms: number): Promise<void> {
    await lampfield.server.freeze();
    await settlesWithin(new Promise(() => undefined), ms);
    lampfield.server.thaw();
  }
});
