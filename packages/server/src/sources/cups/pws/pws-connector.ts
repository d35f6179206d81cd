import type { SourceConnector } from '../../../ports/connector.ts';
import { PolledSource } from '../../polling/polled-source.ts';
import { POLLED_STATES } from '../../polling/polled-states.ts';
import { PWS_OPTIONS } from './pws-options.ts';
import { PwsService } from './pws-service.ts';

/** `{type: cups-pws}`: chat presence from Cisco IM and Presence where it does not let us in by XMPP. */
export const pwsSource: SourceConnector<typeof PWS_OPTIONS> = {
  name: 'cups-pws',
  serves: ['CUPS'],
  options: PWS_OPTIONS,
  create: (type, options, context) =>
    new PolledSource({
      type,
      connector: 'cups-pws',
      settings: { ...options, capacity: options.maxContacts },
      service: new PwsService(options, context.clock),
      context,
      ...POLLED_STATES,
    }),
};
