import { Type, type Static } from '@sinclair/typebox';
import { simulatorOptions } from '../../simulation/simulator-options.ts';

/** Changes a second if the configuration says nothing: with a page of contacts, a call every eight seconds. */
const DEFAULT_RATE = 0.5;

const ONE_DAY_SECONDS = 86_400;

const scriptedCall = Type.Object({
  afterSeconds: Type.Number({
    minimum: 0,
    maximum: ONE_DAY_SECONDS,
    default: 0,
    description: 'Seconds from the moment one of the two lines is observed until the call is made.',
  }),
  from: Type.String({ minLength: 1, maxLength: 255, description: 'The calling number; normalised like any other.' }),
  to: Type.String({ minLength: 1, maxLength: 255, description: 'The called number; normalised like any other.' }),
  ringSeconds: Type.Number({ minimum: 0, maximum: 3600, default: 5, description: 'How long it rings; seconds.' }),
  talkSeconds: Type.Number({
    minimum: 0,
    maximum: ONE_DAY_SECONDS,
    default: 30,
    description: 'How long they talk; seconds. 0 = nobody answers.',
  }),
  conference: Type.Optional(
    Type.Boolean({ description: 'Others take part once it is answered: both lines are shown in a conference.' }),
  ),
  repeatAfterSeconds: Type.Optional(
    Type.Number({
      minimum: 1,
      maximum: ONE_DAY_SECONDS,
      description: 'The call is made again this many seconds after it ended; absent = once each time the lines are observed.',
    }),
  ),
});

/** Options of the simulated phone system, besides those that every source of phone lines has. */
export const jtapiSimulatorOptions = Type.Object({
  ...simulatorOptions(DEFAULT_RATE),
  calls: Type.Array(scriptedCall, {
    default: [],
    maxItems: 1000,
    description: 'Calls that are made for certain, for demos and tests. Chance leaves the lines in them alone.',
  }),
});

/** {@link jtapiSimulatorOptions}, checked and completed with defaults. */
export type JtapiSimulatorOptions = Static<typeof jtapiSimulatorOptions>;
