import { completeOptions } from '../../../testing/complete-options.ts';
import { CALDAV_OPTIONS, type CaldavOptions } from './caldav-options.ts';

/** Options as the configuration completes them; what is not given is as in the tests. */
export function caldavOptions(given: Partial<CaldavOptions>): CaldavOptions {
  return completeOptions(CALDAV_OPTIONS, { floatingTimeZone: 'Europe/Budapest', ...given });
}
