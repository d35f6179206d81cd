export type { JtapiBridgeEvents } from './bridge/bridge-supervisor.ts';
export { JtapiBridge } from './jtapi-bridge.ts';
export type { JtapiAddress, JtapiCall, JtapiLine, JtapiParty, LineRefusal, LineRefusalReason } from './jtapi-line.ts';
export type { JtapiBridgeOptions } from './jtapi-options.ts';
export type { JtapiTrouble, JtapiTroubleCode } from './jtapi-trouble.ts';
