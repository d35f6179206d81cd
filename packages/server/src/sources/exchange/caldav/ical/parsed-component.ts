import ICAL from 'ical.js';
import { BrokenCalendar } from './broken-calendar.ts';

/** A property, as jCal has it (RFC 7265, section 3.4): parameters in lower case, values by their type. */
export interface ParsedProperty {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly type: string;
  readonly values: readonly unknown[];
}

/** A component with its properties by name, in lower case. */
export interface ParsedComponent {
  readonly name: string;
  readonly properties: ReadonlyMap<string, readonly ParsedProperty[]>;
  readonly components: readonly ParsedComponent[];
}

type JCalProperty = readonly [name: string, parameters: Record<string, unknown>, type: string, ...values: unknown[]];
type JCalComponent = readonly [name: string, properties: readonly JCalProperty[], components: readonly JCalComponent[]];

/** @throws BrokenCalendar when it is not iCalendar */
export function parseComponent(text: string): ParsedComponent {
  try {
    return toComponent(ICAL.parse(text) as JCalComponent);
  } catch {
    // What the library says quotes the line.
    throw new BrokenCalendar('lines that are not iCalendar');
  }
}

/** All properties of a name. */
export function propertiesOf({ properties }: ParsedComponent, name: string): readonly ParsedProperty[] {
  return properties.get(name) ?? [];
}

/** The first value of the first property of a name, where it is text; in capitals, as the words of iCalendar are compared without regard to case. */
export function findWord(component: ParsedComponent, name: string): string | undefined {
  const value = propertiesOf(component, name)[0]?.values[0];
  return typeof value === 'string' ? value.trim().toUpperCase() : undefined;
}

function toComponent([name, properties, components]: JCalComponent): ParsedComponent {
  const byName = new Map<string, ParsedProperty[]>();
  for (const [property, parameters, type, ...values] of properties) {
    const list = byName.get(property);
    if (list === undefined) byName.set(property, [{ parameters, type, values }]);
    else list.push({ parameters, type, values });
  }
  return { name, properties: byName, components: components.map(toComponent) };
}
