import { Type, type TInteger, type TNumber } from '@sinclair/typebox';

/** The options that every simulator has. */
interface SimulatorOptionsSchema {
  readonly rate: TNumber;
  readonly seed: TInteger;
}

/** What a simulator is told, once checked and completed with defaults. */
export interface SimulatorOptions {
  /** Changes a second over all observed items, 0 to 100,000. */
  readonly rate: number;
  readonly seed: number;
}

/** Schema of the options that every simulator has. @param defaultRate changes a second if the configuration says nothing */
export function simulatorOptions(defaultRate: number): SimulatorOptionsSchema {
  return {
    rate: Type.Number({
      minimum: 0,
      maximum: 100_000,
      default: defaultRate,
      description: 'Changes a second over all observed items together, on average; 0 = everything stands still.',
    }),
    seed: Type.Integer({
      minimum: 0,
      maximum: 4_294_967_295,
      default: 1,
      description: 'The same seed brings the same events again.',
    }),
  };
}
