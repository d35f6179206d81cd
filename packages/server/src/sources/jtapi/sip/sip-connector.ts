import type { SourceConnector } from '../../../ports/connector.ts';
import { SIP_OPTIONS } from './sip-options.ts';
import { SipSource } from './sip-source.ts';

/** `{type: sip}`: phone lines of any system that takes SIP subscriptions (RFC 6665). */
export const sipSource: SourceConnector<typeof SIP_OPTIONS> = {
  name: 'sip',
  serves: ['JTAPI'],
  options: SIP_OPTIONS,
  create: (type, options, context) => new SipSource({ type, options, context }),
};
