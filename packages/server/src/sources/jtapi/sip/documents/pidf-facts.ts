import { precedenceOf } from '@lampfield/protocol';
import type { AddressFacts, CallFact, RestingStatus } from '../../telephony/line-facts.ts';
import { optional } from '../../../documents/document-reading.ts';
import type { PidfPresence } from '../../../documents/pidf.ts';

/** The activities that are calls: they make one each, since how many there are is not said. `alerting` is Cisco's. */
const CALLS: ReadonlyMap<string, Pick<CallFact, 'stage' | 'direction'>> = new Map([
  ['alerting', { stage: 'ALERTING', direction: 'in' }],
  ['on-the-phone', { stage: 'CONNECTED' }],
]);

/** The activities of RFC 4480, section 3.2, that tell something to who wants to call; `dnd` is Cisco's. */
const STATUSES: ReadonlyMap<string, RestingStatus> = new Map([
  ['dnd', 'DND'],
  ['meeting', 'IN_MEETING'],
  ['appointment', 'IN_MEETING'],
  ['presentation', 'IN_MEETING'],
  ['busy', 'BUSY'],
  ['away', 'AWAY'],
  ['breakfast', 'AWAY'],
  ['lunch', 'AWAY'],
  ['dinner', 'AWAY'],
  ['meal', 'AWAY'],
  ['holiday', 'AWAY'],
  ['vacation', 'AWAY'],
  ['in-transit', 'AWAY'],
  ['travel', 'AWAY'],
  ['steering', 'AWAY'],
  ['sleeping', 'AWAY'],
  ['permanent-absence', 'AWAY'],
]);

/**
 * What a presence document says of its address: all but its name. Closed in all tuples is out of service, unless there is a call. Undefined
 * when it says nothing at all: no tuple that is open or closed, and no activity.
 */
export function findPidfFacts({ tuples, activities }: PidfPresence): Omit<AddressFacts, 'address'> | undefined {
  const basics = tuples.flatMap(({ basic }) => basic ?? []);
  const [first] = basics;
  if (first === undefined && activities.length === 0) return undefined;
  const calls = activities.flatMap((activity) => findCall(activity) ?? []);
  const isClosed = first === 'closed' && !basics.includes('open') && calls.length === 0;
  if (isClosed) return { calls, isInService: false, raw: 'closed' };
  return { calls, ...optional('isInService', first && true), ...optional('raw', first && 'open'), ...findStatus(activities) };
}

function findCall(activity: string): CallFact | undefined {
  const call = CALLS.get(activity);
  return call && { id: activity, raw: activity, ...call };
}

/** The busiest. */
function findStatus(activities: readonly string[]): Pick<AddressFacts, 'status' | 'raw'> | undefined {
  const said = activities.flatMap((raw) => {
    const status = STATUSES.get(raw);
    return status === undefined ? [] : [{ status, raw }];
  });
  return said.sort((one, other) => precedenceOf(one.status) - precedenceOf(other.status))[0];
}
