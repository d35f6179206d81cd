import type { PresenceState } from '@lampfield/protocol';
import type { Log } from '../../../ports/log.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { SourceWatch } from '../../../testing/source-watch.ts';
import { ScriptedProxy } from './scripted-proxy.fixture.ts';
import { sipOptions } from './sip-options.fixture.ts';
import type { SipOptions } from './sip-options.ts';
import { SipSource } from './sip-source.ts';

/** A source with a scripted proxy, by the manual clock. */
export function setUpSource(given: Partial<SipOptions> = {}) {
  const clock = new ManualClock();
  const proxy = new ScriptedProxy(clock);
  const logged: string[] = [];
  const say =
    (level: string) =>
    (fields: unknown, message: string): void =>
      void logged.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  let tokens = 0;
  const source = new SipSource({
    type: 'JTAPI',
    options: sipOptions(given),
    context: { ...createConnectorContext(clock), log },
    openTransport: proxy.openTransport,
    randomToken: () => `t${String((tokens += 1))}`,
  });
  const watch = new SourceWatch(source, () => clock.wallMs());
  const observe = (...numbers: readonly string[]): void => {
    for (const number of numbers) void watch.observe(number);
    clock.tick();
  };
  /** State and reason of lines, in their order. */
  const shown = (...numbers: readonly string[]): (string | undefined)[] =>
    numbers.map((number) => {
      const report = watch.sink.findLatest(number);
      return (
        report && [report.state as PresenceState | undefined, report.stale && 'stale', report.reason].filter(Boolean).join(' ')
      );
    });
  return { clock, proxy, source, watch, logged, observe, shown };
}
