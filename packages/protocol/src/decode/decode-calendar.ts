import { BUSY_KINDS, MAX_PEEK_STRETCHES, type CalendarResponse } from '../calendar.ts';
import { integer, list, object, oneOf, type Decoder } from './decoder.ts';

const PERIOD = { from: integer(0), until: integer(0) };

/** Decodes what is in a calendar. One stretch that cannot be read fails it: a gap would pass for free time. */
export const decodeCalendarResponse: Decoder<CalendarResponse> = object({
  required: {
    ...PERIOD,
    busy: list(object({ required: { ...PERIOD, kind: oneOf(BUSY_KINDS) }, optional: {} }), MAX_PEEK_STRETCHES),
  },
  optional: {},
});
