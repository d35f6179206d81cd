/** Any section of the file before it is checked. */
export type RawSection = Record<string, unknown>;

/** Whether something is a section, not a list, a text or nothing. */
export function isSection(value: unknown): value is RawSection {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The file as it was read, and where its values came from. */
export interface RawConfig {
  readonly sections: RawSection;
  /** Paths of values that came from the environment: the variable's name. Their text may stand for a number. */
  readonly fromEnvironment: ReadonlyMap<string, string>;
}
