import type { SourceConnector } from '../../../ports/connector.ts';
import { JTAPI_OPTIONS } from './jtapi-options.ts';
import { JtapiSource } from './jtapi-source.ts';

/** `{type: jtapi}`: phone lines of Cisco Unified Communications Manager, through its own JTAPI library. */
export const jtapiSource: SourceConnector<typeof JTAPI_OPTIONS> = {
  name: 'jtapi',
  serves: ['JTAPI'],
  options: JTAPI_OPTIONS,
  create: (type, options, context) => new JtapiSource({ type, options, context }),
};
