import { Value } from '@sinclair/typebox/value';
import type { Static, TObject } from '@sinclair/typebox';

/** Options of a connector, completed with the defaults and checked as the configuration would be. Keys it does not know are left out. */
export function completeOptions<S extends TObject>(schema: S, options: Readonly<Record<string, unknown>>): Static<S> {
  const known = Object.fromEntries(Object.entries(options).filter(([key]) => key in schema.properties));
  const complete = Value.Default(schema, known);
  Value.Assert(schema, complete);
  return complete;
}
