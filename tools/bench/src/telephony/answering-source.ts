import { REGISTERED_CONNECTORS, type SourceConnector, type SourceSink } from '@lampfield/server';

/** `{type: answering}`: lines that are free, from a source that keeps nothing. */
export const answeringConnector: SourceConnector = {
  name: 'answering',
  serves: ['JTAPI'],
  options: optionsOf('simulator'),
  create: (type) => {
    let sink: SourceSink | undefined;
    return {
      type,
      connector: 'answering',
      start: (given) => {
        sink = given;
        sink.up();
      },
      observe: (identifier) => sink?.report(identifier, { state: 'AVAILABLE', since: null }),
      release: () => undefined,
      stop: () => Promise.resolve(),
    };
  },
};

/** Those of another connector, which all have defaults. */
function optionsOf(name: string): SourceConnector['options'] {
  const found = REGISTERED_CONNECTORS.sources.find((connector) => connector.name === name && connector.serves.includes('JTAPI'));
  if (found === undefined) throw new Error(`there is no connector ${name}`);
  return found.options;
}
