/** A party's part in a call, in the words of JTAPI call control. */
export interface SimulatedParty {
  readonly dn: string;
  readonly partition?: string;
  /** State of a CallControlConnection. */
  readonly state: string;
  /** State of each phone's CallControlTerminalConnection; none for parties outside the phone system. */
  readonly terminals?: readonly string[];
  /** Its number and name are not to be shown. */
  readonly hidden?: true;
}

/** A call as a phone system has it at one moment. */
export interface SimulatedCallFacts {
  /** What the phone system itself calls it; without it, it has no name. */
  readonly number?: number;
  readonly calling?: string;
  readonly called?: string;
  readonly callingName?: string;
  readonly calledName?: string;
  readonly callingHidden?: true;
  readonly calledHidden?: true;
  readonly parties: readonly SimulatedParty[];
  /** It changes without an event, as if that had been lost. */
  readonly silent?: true;
}

/** Who calls whom. */
export interface SimulatedPair {
  readonly from: string;
  readonly to: string;
}

/** The caller is dialling; nobody rings yet. */
export function dialing({ from, to }: SimulatedPair): SimulatedCallFacts {
  return { calling: from, called: to, parties: [{ dn: from, state: 'DIALING', terminals: ['TALKING'] }] };
}

/** The called phone rings; the caller hears it. */
export function ringing({ from, to }: SimulatedPair): SimulatedCallFacts {
  return {
    calling: from,
    called: to,
    parties: [
      { dn: from, state: 'ESTABLISHED', terminals: ['TALKING'] },
      { dn: to, state: 'ALERTING', terminals: ['RINGING'] },
    ],
  };
}

/** Both talk. */
export function talking({ from, to }: SimulatedPair): SimulatedCallFacts {
  return {
    calling: from,
    called: to,
    parties: [
      { dn: from, state: 'ESTABLISHED', terminals: ['TALKING'] },
      { dn: to, state: 'ESTABLISHED', terminals: ['TALKING'] },
    ],
  };
}

/** The one has put the other on hold. */
export function held(pair: SimulatedPair, holder: string): SimulatedCallFacts {
  const facts = talking(pair);
  return { ...facts, parties: facts.parties.map((party) => (party.dn === holder ? { ...party, terminals: ['HELD'] } : party)) };
}

/** Several talk; the first called. */
export function conference(...numbers: readonly string[]): SimulatedCallFacts {
  return {
    ...(numbers[0] !== undefined && { calling: numbers[0] }),
    ...(numbers[1] !== undefined && { called: numbers[1] }),
    parties: numbers.map((dn) => ({ dn, state: 'ESTABLISHED', terminals: ['TALKING'] })),
  };
}

/** It is over. */
export const OVER: SimulatedCallFacts = { parties: [] };
