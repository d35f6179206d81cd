import { childPath, type ConfigMistake } from './config-mistake.ts';
import { isSection, type RawConfig } from './raw-config.ts';

/** The process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `${NAME}`, `$${` (a literal `${`), or a `${` that is neither. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{[^}]*\}?/g;

/** Reads the environment wherever a value says `${NAME}`. What is not set, or is no name, is a mistake at that path. */
export function substituteEnvironment(
  sections: unknown,
  env: Environment,
): { raw: RawConfig; mistakes: readonly ConfigMistake[] } {
  const mistakes: ConfigMistake[] = [];
  const fromEnvironment = new Map<string, string>();

  const readReference = (path: string, reference: string, name: string | undefined): string => {
    if (reference === '$${') return '${';
    if (name === undefined) {
      mistakes.push({ path, expected: 'the name of an environment variable between ${ and } (write $${ for a literal ${)' });
      return '';
    }
    fromEnvironment.set(path, name);
    // What every object has is not set: `${constructor}` names no variable.
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined) mistakes.push({ path, expected: `the environment variable ${name} to be set` });
    return value ?? '';
  };

  const walk = (value: unknown, path: string, around: readonly unknown[]): unknown => {
    if (typeof value === 'string') {
      return value.replace(REFERENCE, (reference: string, name: string | undefined) => readReference(path, reference, name));
    }
    if (around.includes(value)) {
      mistakes.push({ path, expected: 'another value than an alias of what it stands in' });
      return undefined;
    }
    const inside = [...around, value];
    if (Array.isArray(value)) return value.map((element, index) => walk(element, childPath(path, index), inside));
    if (!isSection(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, childPath(path, key), inside)]));
  };

  const walked = walk(sections, '', []);
  return { raw: { sections: isSection(walked) ? walked : {}, fromEnvironment }, mistakes };
}
