import { Type } from '@sinclair/typebox';
import type { CalendarWindow, MailboxAnswer } from '../../../ports/calendar.ts';
import type { ConnectorContext, SourceConnector } from '../../../ports/connector.ts';
import { SimulatedSource } from '../../simulation/simulated-source.ts';
import { simulatorOptions, type SimulatorOptions } from '../../simulation/simulator-options.ts';
import { CalendarWorld } from './calendar-world.ts';

/** Edits a second if the configuration says nothing: one every twenty seconds, besides what the clock brings. */
const DEFAULT_RATE = 0.05;

const options = Type.Object({ ...simulatorOptions(DEFAULT_RATE) });

/** A source of simulated calendars. */
class SimulatedCalendars extends SimulatedSource<CalendarWorld> {
  peekCalendar(identifier: string, window: CalendarWindow): Promise<MailboxAnswer> {
    return Promise.resolve({ stretches: this.world.stretchesIn(identifier, window) });
  }
}

/** A source of simulated calendars. */
export function createExchangeSimulator(settings: SimulatorOptions, context: ConnectorContext): SimulatedCalendars {
  return new SimulatedCalendars('EXCHANGE', context.clock, (report) => new CalendarWorld(settings, report));
}

/** The registry's entry of the simulated calendars. */
export const exchangeSimulator: SourceConnector<typeof options> = {
  name: 'simulator',
  serves: ['EXCHANGE'],
  options,
  create: (_type, settings, context) => createExchangeSimulator(settings, context),
};
