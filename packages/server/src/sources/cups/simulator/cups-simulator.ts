import { Type } from '@sinclair/typebox';
import type { ConnectorContext, SourceConnector } from '../../../ports/connector.ts';
import { SimulatedSource } from '../../simulation/simulated-source.ts';
import { simulatorOptions, type SimulatorOptions } from '../../simulation/simulator-options.ts';
import { ChatWorld } from './chat-world.ts';

/** Changes a second if the configuration says nothing: somebody every five seconds. */
const DEFAULT_RATE = 0.2;

const options = Type.Object({ ...simulatorOptions(DEFAULT_RATE) });

/** A source of simulated chat clients. */
export function createCupsSimulator(settings: SimulatorOptions, context: ConnectorContext): SimulatedSource<ChatWorld> {
  return new SimulatedSource('CUPS', context.clock, (report) => new ChatWorld(settings, report));
}

/** The registry's entry of the simulated chat clients. */
export const cupsSimulator: SourceConnector<typeof options> = {
  name: 'simulator',
  serves: ['CUPS'],
  options,
  create: (_type, settings, context) => createCupsSimulator(settings, context),
};
