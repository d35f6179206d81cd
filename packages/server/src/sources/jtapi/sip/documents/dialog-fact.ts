import type { CallFact, CallStage } from '../../telephony/line-facts.ts';
import type { DialogElement, DialogParticipant, DialogState } from './dialog-info.ts';
import { findFarNumber } from './far-number.ts';

/** Early is after the first provisional response with a tag, 180 as a rule: somebody's phone rings. */
const STAGES: Readonly<Record<Exclude<DialogState, 'terminated'>, CallStage>> = {
  trying: 'TRYING',
  proceeding: 'TRYING',
  early: 'ALERTING',
  confirmed: 'CONNECTED',
};

/** What a dialog says of the line; undefined when it is over. A rejected call is over too: of the busy tone, dialogs know nothing. */
export function findCallFact(dialog: DialogElement): CallFact | undefined {
  const { id, callId, direction, state, local, remote } = dialog;
  if (state === 'terminated') return undefined;
  const peer = findPeer(remote);
  return {
    id,
    stage: STAGES[state],
    raw: state,
    ...(callId !== undefined && { call: callId }),
    ...(direction !== undefined && { direction: direction === 'recipient' ? 'in' : 'out' }),
    ...(peer !== undefined && { peer }),
    ...(isHolding(dialog, local) && { isHeld: true }),
    ...(isFocus(remote) && { isConference: true }),
  };
}

/** An end that does not play its media has put the call on hold (RFC 4235, section 5.2); if it is the far one, the line is not holding. */
function isHolding({ state }: DialogElement, local: DialogParticipant | undefined): boolean {
  return state === 'confirmed' && local?.params.get('sip.rendering') === 'no';
}

/** RFC 4579: the far end is the mixer of a conference. */
function isFocus(remote: DialogParticipant | undefined): boolean {
  const value = remote?.params.get('isfocus');
  return value !== undefined && value !== 'false';
}

/** The identity is the far end; only where there is none at all, the target is. A withheld number must not come back through it. */
function findPeer(remote: DialogParticipant | undefined): CallFact['peer'] {
  const uri = remote?.identity ?? remote?.target;
  const number = uri === undefined ? undefined : findFarNumber(uri);
  if (number === undefined) return undefined;
  return { number, ...(remote?.displayName !== undefined && { name: remote.displayName }) };
}
