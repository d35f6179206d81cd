export type { ConnectorContext } from '../../../ports/connector.ts';
export * from './calendar-options.ts';
export * from './calendar-service.ts';
export * from './calendar-source.ts';
