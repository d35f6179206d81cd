import { ConsoleFleet, DEMO_PASSWORD, LampfieldProcess, type LightConsoleFigures } from '@lampfield/test-servers';

const CONSOLES = 200;
const LAMPS_EACH = 12;

const YAML = `
presence: { subscriptionTime: 10, gcPeriod: 2 }
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
    fleet = await ConsoleFleet.open({ url: lampfield.url, password: DEMO_PASSWORD, consoles: CONSOLES, lampsEach: LAMPS_EACH });
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
});
