import { isScalar, LineCounter, parseDocument, visit, type Document, type YAMLError } from 'yaml';
import { checkConfig } from './check-config.ts';
import type { ConfigMistake } from './config-mistake.ts';
import type { Connectors } from './connectors.ts';
import { EMBEDDED_DEFAULT } from './embedded-default.ts';
import { applyOverrides } from './environment-overrides.ts';
import type { LampfieldConfig } from './lampfield-config.ts';
import { isSection } from './raw-config.ts';
import { substituteEnvironment, type Environment } from './substitute-environment.ts';

/** The file that is read when `LAMPFIELD_CONFIG` names none. */
const DEFAULT_CONFIG_FILE = 'lampfield.yaml';

/** A configuration that can be used, or everything that is wrong with it. */
export type LoadedConfig =
  | {
      readonly ok: true;
      readonly config: LampfieldConfig;
      readonly warnings: readonly string[];
      /** The file it came from, or `embedded default`. */
      readonly origin: string;
    }
  | { readonly ok: false; readonly mistakes: readonly ConfigMistake[] };

/** Where a configuration is looked for, and what it may name. */
export interface ConfigSurroundings {
  readonly env: Environment;
  /** Reads a text file; throws with the code ENOENT when there is none. */
  readonly readFile: (path: string) => string;
  readonly connectors: Connectors;
}

/**
 * Reads, completes and checks the configuration: the file that `LAMPFIELD_CONFIG` names, else `lampfield.yaml` in the working
 * directory, else the embedded default; then the overriding environment. Never throws, and reports every mistake it finds.
 */
export function loadConfig({ env, readFile, connectors }: ConfigSurroundings): LoadedConfig {
  const file = findFile(env, readFile);
  if ('mistake' in file) return { ok: false, mistakes: [file.mistake] };
  const parsed = parseYaml(file.text, file.name);
  if (!parsed.ok) return parsed;
  const substituted = substituteEnvironment(parsed.sections, env);
  const { config, mistakes, warnings } = checkConfig(applyOverrides(substituted.raw, env), connectors, substituted.mistakes);
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, config, warnings, origin: file.name };
}

type FoundFile = { readonly name: string; readonly text: string } | { readonly mistake: ConfigMistake };

function findFile(env: Environment, readFile: (path: string) => string): FoundFile {
  const named = env['LAMPFIELD_CONFIG'];
  const name = named === undefined || named === '' ? DEFAULT_CONFIG_FILE : named;
  try {
    return { name, text: readFile(name) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    if (code === 'ENOENT' && name !== named) return { name: 'embedded default', text: EMBEDDED_DEFAULT };
    return { mistake: { path: name, expected: 'a file that can be read', found: code } };
  }
}

/** Done here, as the parser compares every key of a section with every other one: a long file would take it minutes. */
function findDoubledKeys(document: Document.Parsed): Pick<YAMLError, 'message' | 'pos'>[] {
  const doubled: Pick<YAMLError, 'message' | 'pos'>[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const key of items.map((pair) => pair.key).filter(isScalar)) {
        if (seen.has(key.value))
          doubled.push({ message: 'Map keys must be unique', pos: [key.range?.[0] ?? 0, key.range?.[1] ?? 0] });
        seen.add(key.value);
      }
    },
  });
  return doubled;
}

type ParsedYaml =
  { readonly ok: true; readonly sections: unknown } | { readonly ok: false; readonly mistakes: readonly ConfigMistake[] };

function parseYaml(text: string, name: string): ParsedYaml {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
  const mistakes = [...document.errors, ...findDoubledKeys(document)].map(({ message, pos }) => {
    const { line, col } = lineCounter.linePos(pos[0]);
    return { path: `${name}:${String(line)}:${String(col)}`, expected: 'YAML', found: message };
  });
  if (mistakes.length > 0) return { ok: false, mistakes };
  try {
    const sections: unknown = document.toJS();
    if (sections === null || sections === undefined || isSection(sections)) return { ok: true, sections: sections ?? {} };
  } catch (error) {
    // An alias that nothing defines, or aliases within aliases without end.
    return { ok: false, mistakes: [{ path: name, expected: 'YAML', found: (error as Error).message }] };
  }
  return { ok: false, mistakes: [{ path: name, expected: 'sections (lines of "key: value")' }] };
}
