export type { ChildProgram, ChildProtocol } from './child-program.ts';
export { findProgram } from './find-program.ts';
export { LineReader } from './line-reader.ts';
export { PrivateDirectory } from './private-directory.ts';
export { RetryDelays, type Pace } from './retry-delays.ts';
export { SupervisedChild, type ChildOwner, type ChildSurroundings } from './supervised-child.ts';
export { MOST_SILENT_PINGS, PING_INTERVAL_MS } from './watchdog.ts';
export type { Chance, Clock, Log, Surroundings, Timer } from './surroundings.ts';
