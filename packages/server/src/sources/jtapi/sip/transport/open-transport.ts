import type { Clock } from '../../../../ports/clock.ts';
import type { SipTransport, SipTransportEvents, SipTransportSettings } from './sip-transport.ts';
import { StreamTransport } from './stream-transport.ts';
import { UdpTransport } from './udp-transport.ts';

/** Begins to open a transport to the proxy; whether that works out, the events tell, and never before it returns. */
export type OpenTransport = (clock: Clock, settings: SipTransportSettings, events: SipTransportEvents) => SipTransport;

/** The one with real sockets. */
export const openTransport: OpenTransport = (clock, settings, events) =>
  settings.proxy.transport === 'UDP' ? new UdpTransport(clock, settings, events) : new StreamTransport(clock, settings, events);
