import { SourceTrial, type SourceUnderTest } from './source-trial.ts';
import type { SourceWatch } from './source-watch.ts';

export type { SourceUnderTest } from './source-trial.ts';

/** What a test can make the far end do; decides which parts of the suite there are. */
export interface SourceAbilities {
  /** States can be changed: `change` is there. */
  readonly change?: boolean;
  /** The far end can go away and come back: `goDown` and `comeBack` are there. */
  readonly fail?: boolean;
  /** How many identifiers are observed at once; default 1000. */
  readonly many?: number;
}

/** Canonical as far as anybody knows, but nothing that a far end may be asked carelessly. */
const ODD_IDENTIFIERS = [
  '9'.repeat(255),
  `${'é'.repeat(243)}@example.org`,
  `o'brien"<&>;--@example.org`,
  '日本語\u{1f4de}@example.org',
  '../../etc/passwd',
  '*)(uid=*',
  '__proto__',
  'two words_and_underscores',
];

/**
 * The suite that every source has to pass, to be called from a spec file. It uses nothing but the port, so it fits a simulator
 * with a manual clock and a connector with a real server alike.
 *
 * @param setUp called before each test; the suite stops the source after it, then calls its `tearDown`
 */
export function describeSourceContract(
  name: string,
  setUp: () => SourceUnderTest | Promise<SourceUnderTest>,
  abilities: SourceAbilities = {},
): void {
  describe(`${name} keeps the source contract`, () => {
    let trial: SourceTrial | undefined;
    const getTrial = (): SourceTrial => {
      if (trial === undefined) throw new Error('The source was not set up');
      return trial;
    };

    beforeEach(async () => {
      trial = undefined;
      trial = new SourceTrial(await setUp());
    });

    afterEach(async () => {
      if (trial === undefined) return;
      try {
        await trial.stop();
        expect(trial.watch.flaws).toEqual([]);
      } finally {
        await trial.subject.tearDown?.();
      }
    });

    describeObservation(getTrial);
    describeRelease(getTrial);
    describeCrowds(getTrial, abilities.many ?? 1000);
    describeEnd(getTrial);
    if (abilities.change === true) describeChanges(getTrial);
    if (abilities.fail === true) describeFaults(getTrial);
  });
}

function describeObservation(getTrial: () => SourceTrial): void {
  it('says that it is up, then reports a first state of what is observed, or why there is none', async () => {
    const trial = getTrial();
    await trial.start();
    await trial.observe(...trial.subject.known);
  });

  it('takes what is observed before it is up', async () => {
    const trial = getTrial();
    trial.watch.start();
    await trial.observe(...trial.subject.known);
    await trial.subject.settle(() => trial.watch.sink.state === 'UP', 'the source to be up');
  });

  it('observes once, however often it is asked, so one release ends it', async () => {
    const trial = getTrial();
    await trial.start();
    await trial.observe(trial.first, trial.second);
    await trial.observe(trial.first, trial.first);
    trial.watch.release(trial.first);
    trial.watch.sink.clear();
    await trial.disturb(trial.first);
    expect(trial.watch.sink.reportsOf(trial.first)).toEqual([]);
  });
}

function describeRelease(getTrial: () => SourceTrial): void {
  it('takes a release of what is not observed, and a second one, for nothing', async () => {
    const trial = getTrial();
    await trial.start();
    trial.watch.release(trial.first);
    await trial.observe(trial.first, trial.second);
    trial.watch.release(trial.first);
    trial.watch.release(trial.first);
    trial.watch.sink.clear();
    await trial.disturb(trial.first);
    expect(trial.watch.sink.reportsOf(trial.first)).toEqual([]);
  });

  it('reports nothing of what is released before its first state came', async () => {
    const trial = getTrial();
    await trial.start();
    const observing = trial.watch.observe(trial.first);
    trial.watch.release(trial.first);
    trial.watch.sink.clear();
    await observing;
    await trial.disturb(trial.first);
    expect(trial.watch.sink.reportsOf()).toEqual([]);
  });

  it('reports anew what is observed again after its release', async () => {
    const trial = getTrial();
    await trial.start();
    await trial.observe(trial.first);
    trial.watch.release(trial.first);
    await trial.subject.letPass();
    trial.watch.sink.clear();
    await trial.watch.observe(trial.first);
    await trial.subject.settle(() => trial.watch.sink.reportsOf(trial.first).length > 0, 'the first state after the release');
  });
}

function describeCrowds(getTrial: () => SourceTrial, many: number): void {
  it(`observes ${String(many)} at once`, async () => {
    const trial = getTrial();
    await trial.start();
    const crowd = Array.from({ length: many }, (_, number) => trial.makeIdentifier(number));
    await trial.observe(...crowd);
    for (const identifier of crowd) trial.watch.release(identifier);
    await trial.subject.letPass();
    expect(trial.watch.sink.state).toBe('UP');
  });

  it('survives odd identifiers and goes on to serve the others', async () => {
    const trial = getTrial();
    await trial.start();
    const answers = await Promise.allSettled(ODD_IDENTIFIERS.map((odd) => trial.watch.observe(odd)));
    await trial.settleStates(ODD_IDENTIFIERS.filter((_, index) => answers[index]?.status === 'fulfilled'));
    await trial.observe(...trial.subject.known);
    for (const odd of ODD_IDENTIFIERS) trial.watch.release(odd);
    await trial.subject.letPass();
    expect(trial.watch.sink.state).toBe('UP');
  });
}

function describeEnd(getTrial: () => SourceTrial): void {
  it('stops while it observes, and is silent from then on', async () => {
    const trial = getTrial();
    await trial.start();
    await trial.observe(...trial.subject.known);
    await trial.stop();
    trial.watch.sink.clear();
    await trial.disturb(trial.first);
    expect(trial.watch.sink.events).toEqual([]);
  });

  it('stops before it has done anything', async () => {
    const trial = getTrial();
    trial.watch.start();
    await trial.stop();
    trial.watch.sink.clear();
    await trial.subject.letPass();
    expect(trial.watch.sink.events).toEqual([]);
  });
}

function describeChanges(getTrial: () => SourceTrial): void {
  it('reports a change of what is observed', async () => {
    const trial = getTrial();
    await trial.start();
    await trial.observe(trial.first);
    await trial.change(trial.first);
  });

  it('goes on reporting changes of one after the release of another', async () => {
    const trial = getTrial();
    await trial.start();
    await trial.observe(trial.first, trial.second);
    trial.watch.release(trial.first);
    trial.watch.sink.clear();
    await trial.subject.change?.(trial.first);
    await trial.change(trial.second);
    await trial.subject.letPass();
    expect(trial.watch.sink.reportsOf(trial.first)).toEqual([]);
  });
}

function describeFaults(getTrial: () => SourceTrial): void {
  it('says down when its far end goes, and up only after it has reported everything anew', async () => {
    const trial = getTrial();
    await trial.start();
    await trial.observe(trial.first, trial.second);
    await trial.goDown();
    await trial.comeBack();
    expect(reportedBetweenDownAndUp(trial.watch)).toEqual(new Set([trial.first, trial.second]));
  });

  it('forgets what is released while it is down, and takes what is observed', async () => {
    const trial = getTrial();
    await trial.start();
    await trial.observe(trial.first);
    await trial.goDown();
    trial.watch.release(trial.first);
    trial.watch.sink.clear();
    await trial.watch.observe(trial.second);
    await trial.comeBack();
    await trial.settleStates([trial.second]);
    await trial.subject.letPass();
    expect(trial.watch.sink.reportsOf(trial.first)).toEqual([]);
  });

  it('stops while it is down', async () => {
    const trial = getTrial();
    await trial.start();
    await trial.observe(...trial.subject.known);
    await trial.goDown();
    await trial.stop();
    trial.watch.sink.clear();
    await trial.comeBackUnheard();
    expect(trial.watch.sink.events).toEqual([]);
  });
}

function reportedBetweenDownAndUp({ sink }: SourceWatch): Set<string> {
  const down = sink.events.findLastIndex(({ kind }) => kind === 'DOWN');
  const up = sink.events.findIndex(({ kind }, index) => index > down && kind === 'UP');
  return new Set(sink.events.slice(down, up).flatMap((event) => (event.kind === 'REPORT' ? [event.identifier] : [])));
}
