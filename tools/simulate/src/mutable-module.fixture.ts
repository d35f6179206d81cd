type AnyFunction = (...args: never[]) => unknown;

const replaced = new Map<string, AnyFunction>();

const originals = new Map<string, AnyFunction>();

/**
 * A module whose functions can be replaced while a test runs, by their name; for `jest.mock`. The program under test knows nothing of it: it imports what it always imports.
 */
export function mutable(actual: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(actual).map(([name, value]) => [
      name,
      typeof value === 'function' ? delegate(name, value as AnyFunction) : value,
    ]),
  );
}

/** Replaces a function of a {@link mutable} module ; returns what undoes that. */
export function replaceFunction(name: string, replacement: AnyFunction): () => void {
  replaced.set(name, replacement);
  return () => void replaced.delete(name);
}

/** The function that a replacement stands for. */
export function originalOf(name: string): AnyFunction {
  const original = originals.get(name);
  if (original === undefined) throw new Error(`No module with a function ${name} is mutable`);
  return original;
}

function delegate(name: string, original: AnyFunction): AnyFunction {
  originals.set(name, original);
  return (...args) => (replaced.get(name) ?? original)(...args);
}
