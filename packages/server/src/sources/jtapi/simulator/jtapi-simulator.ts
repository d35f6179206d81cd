import type { ConnectorContext, SourceConnector } from '../../../ports/connector.ts';
import { SimulatedSource } from '../../simulation/simulated-source.ts';
import type { ScriptedCall } from './call-script.ts';
import { jtapiSimulatorOptions, type JtapiSimulatorOptions } from './jtapi-simulator-options.ts';
import { PhoneWorld } from './phone-world.ts';

/** A source of the lines of a simulated phone system; calls can be made by hand through `world.phones`. */
export function createJtapiSimulator(options: JtapiSimulatorOptions, context: ConnectorContext): SimulatedSource<PhoneWorld> {
  const settings = { rate: options.rate, seed: options.seed, calls: canonicalCalls(options.calls, context) };
  return new SimulatedSource('JTAPI', context.clock, (report) => new PhoneWorld(settings, report));
}

/** The registry's entry of the simulated phone system. */
export const jtapiSimulator: SourceConnector<typeof jtapiSimulatorOptions> = {
  name: 'simulator',
  serves: ['JTAPI'],
  options: jtapiSimulatorOptions,
  create: (_type, options, context) => createJtapiSimulator(options, context),
};

/** A call whose numbers are none, or one and the same, cannot be made: it is left out, and the log says so. */
function canonicalCalls(calls: JtapiSimulatorOptions['calls'], { canonicalize, log }: ConnectorContext): ScriptedCall[] {
  return calls.flatMap((call) => {
    const from = canonicalize('JTAPI', call.from);
    const to = canonicalize('JTAPI', call.to);
    if (from !== undefined && to !== undefined && from !== to) return [{ ...call, from, to }];
    log.warn({ from: call.from, to: call.to }, 'a scripted call of the simulator has no two different numbers and is left out');
    return [];
  });
}
