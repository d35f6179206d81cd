import type { SourceConnector } from '../ports/connector.ts';
import { teamsSource } from './cups/graph/graph-presence-connector.ts';
import { pwsSource } from './cups/pws/pws-connector.ts';
import { cupsSimulator } from './cups/simulator/cups-simulator.ts';
import { xmppSource } from './cups/xmpp/xmpp-connector.ts';
import { caldavSource } from './exchange/caldav/caldav-connector.ts';
import { ewsSource } from './exchange/ews/ews-connector.ts';
import { graphCalendarSource } from './exchange/graph/graph-calendar-connector.ts';
import { exchangeSimulator } from './exchange/simulator/exchange-simulator.ts';
import { jtapiSource } from './jtapi/jtapi/jtapi-connector.ts';
import { jtapiSimulator } from './jtapi/simulator/jtapi-simulator.ts';
import { sipSource } from './jtapi/sip/sip-connector.ts';
import { ejabberdSource } from './xmpp/ejabberd/ejabberd-connector.ts';

/** Every kind of source. A new one is its own folder and a line here; the contract suite is what it has to pass. */
export const SOURCE_CONNECTORS: readonly SourceConnector[] = [
  jtapiSimulator,
  jtapiSource,
  sipSource,
  cupsSimulator,
  xmppSource,
  teamsSource,
  pwsSource,
  exchangeSimulator,
  graphCalendarSource,
  ewsSource,
  caldavSource,
  ejabberdSource,
];
