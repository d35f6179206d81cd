/** One thing that is wrong with the configuration. */
export interface ConfigMistake {
  /** Where, in the manner of `directories[0].url`; the file's name and line when the file cannot be read at all. */
  readonly path: string;
  /** What would have been right, as the end of "expected ...". */
  readonly expected: string;
  /** What was found instead; left out for secrets and for what came from the environment. */
  readonly found?: string;
  /** The environment variable that the value came from. */
  readonly from?: string;
}

/** A mistake as one line for a person. */
export function formatMistake({ path, expected, found, from }: ConfigMistake): string {
  const origin = from === undefined ? '' : ` (from the environment variable ${from})`;
  return `${path}${origin}: expected ${expected}${found === undefined ? '' : `, found ${found}`}`;
}

/** A path one step further in. */
export function childPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${String(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

const SECRET_KEY = /password|secret|token|credential|redisUrl/i;
const LONGEST_SHOWN = 40;

/** How a wrong value is shown; undefined when it may be a secret. */
export function describeFound(path: string, value: unknown): string | undefined {
  if (value === undefined) return 'nothing';
  if (SECRET_KEY.test(path)) return undefined;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a section';
  if (typeof value === 'string' && mayHideSecret(value)) return undefined;
  const shown = JSON.stringify(value);
  return shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}...` : shown;
}

/** Whether it may be an address with somebody's name, and perhaps a password, in it; also one whose scheme is missing or half written. */
function mayHideSecret(text: string): boolean {
  const colon = text.indexOf(':');
  return colon !== -1 && text.includes('@', colon);
}
