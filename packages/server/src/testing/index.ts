export { createConnectorContext } from './connector-context.ts';
export { DialogInfoSource } from './dialog-info-source.ts';
export { describeDirectoryContract } from './directory-contract.ts';
export { CONTRACT_CANONICALIZE, CONTRACT_DETAILS, CONTRACT_PEOPLE } from './directory-trial.ts';
export { MANUAL_CLOCK_START_MS, ManualClock } from './manual-clock.ts';
export { underManualClock } from './manual-source.ts';
export { RecordingSink, type SinkEvent } from './recording-sink.ts';
export { ScriptedSource, type ObserveBehaviour, type ScriptedSourceCall, type ScriptedSourceOptions } from './scripted-source.ts';
export { describeSourceContract, type SourceAbilities, type SourceUnderTest } from './source-contract.ts';
