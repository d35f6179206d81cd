import {
  AttendantClient,
  ConsoleFleet,
  describeWithServer,
  LampfieldProcess,
  RealSite,
  SITE_FLEET,
  waitUntil,
  type LightConsoleFigures,
} from '@lampfield/test-servers';

const CONSOLES = 200;
const LAMPS_EACH = 12;

jest.setTimeout(240_000);

/** All that the program talks to is real and is killed in turn, each when all is right again. */
describeWithServer(['slapd', 'kamailio', 'prosody', 'ejabberd'], () => {
  let site: RealSite;
  let lampfield: LampfieldProcess;
  let fleet: ConsoleFleet;
  let before: LightConsoleFigures;

  /** What has been started, and so is to be stopped, however far that came. */
  const started: (() => Promise<void> | void)[] = [];

  beforeAll(async () => {
    site = await RealSite.start(CONSOLES + 1);
    started.push(() => site.stop());
    const yaml = `presence: { subscriptionTime: 30, gcPeriod: 5 }\nlog: { level: warn }\n${site.yaml}`;
    lampfield = await LampfieldProcess.start(yaml, { isFromSources: true });
    started.push(() => lampfield.stop());
    fleet = await ConsoleFleet.open({ url: lampfield.url, people: SITE_FLEET, consoles: CONSOLES, lampsEach: LAMPS_EACH });
    started.push(() => fleet.close());
    await waitUntilRight();
    before = fleet.figures;
  });

  afterAll(async () => {
    for (const stop of started.toReversed()) await stop();
  });

  it.each(['kamailio', 'prosody', 'ejabberd'] as const)(
    '200 consoles are told once that %s is gone and once that it is back, and then show what is so now',
    async (name) => {
      const part = site.parts[name];
      const heard = fleet.consoles.map(({ sourceEvents }) => sourceEvents.length);
      const news = (): string[] =>
        fleet.consoles.map(({ sourceEvents }, index) =>
          sourceEvents
            .slice(heard[index])
            .map((event) => `${event.type} ${event.state}`)
            .join(', '),
        );

      await part.crash();
      const gone = `${String(part.type)} DOWN`;
      await waitUntil(() => news().every((text) => text === gone), {
        what: () => `${gone}: ${news().join('; ')}`,
        timeoutMs: 60_000,
      });
      await part.comeBack();
      await waitUntilRight();

      expect(new Set(news())).toEqual(new Set([`${gone}, ${String(part.type)} UP`]));
      expectNothingLost();
    },
  );

  it('200 consoles keep their lamps while slapd is gone, and search again when it is back', async () => {
    const { slapd } = site.parts;
    const { username, password } = SITE_FLEET.accountOf(0);
    const attendant = await AttendantClient.signIn(lampfield.url, username, password);
    const search = (): Promise<unknown> => attendant.search(SITE_FLEET.search, SITE_FLEET.directory);

    await slapd.crash();
    await expect(search()).rejects.toMatchObject({ code: 'DIRECTORY_UNAVAILABLE' });
    await waitUntilRight();
    await slapd.comeBack();
    expect(await search()).toHaveLength(20);
    await waitUntilRight();
    expectNothingLost();
  });

  function waitUntilRight(): Promise<number> {
    return fleet.waitUntilRight({ timeoutMs: 120_000, known: () => site.truth() });
  }

  /** No request, no subscription and no connection of anybody. */
  function expectNothingLost(): void {
    expect(fleet.figures).toMatchObject({ ...before, retries: expect.any(Number) });
  }
});
