import type { Log } from '@lampfield/server';

/** A log that nobody reads. */
export const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
