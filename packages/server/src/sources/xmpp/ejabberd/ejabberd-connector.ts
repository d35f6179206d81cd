import type { SourceConnector } from '../../../ports/connector.ts';
import { EJABBERD_OPTIONS } from './ejabberd-options.ts';
import { EjabberdSource } from './ejabberd-source.ts';

/** `{type: ejabberd}`: the users of an ejabberd cluster, from a replica of its session table. */
export const ejabberdSource: SourceConnector<typeof EJABBERD_OPTIONS> = {
  name: 'ejabberd',
  serves: ['XMPP'],
  options: EJABBERD_OPTIONS,
  create: (type, options, context) => new EjabberdSource({ type, options, context }),
};
