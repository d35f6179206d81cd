/** Any section of the file before it is checked. */
export type RawSection = Record<string, unknown>;

/** Whether something is a section, not a list, a text or nothing. */
export function isSection(value: unknown): value is RawSection {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of a draft that is still being checked: where anything else stands, there is nothing in it to check. */
export function listOf<T>(value: readonly T[]): readonly T[] {
  const isList: boolean = Array.isArray(value);
  return isList ? value : [];
}

/** The file as it was read, and where its values came from. */
export interface RawConfig {
  readonly sections: RawSection;
  /** Paths of values that came from the environment: the variable's name. Their text may stand for a number. */
  readonly fromEnvironment: ReadonlyMap<string, string>;
}
