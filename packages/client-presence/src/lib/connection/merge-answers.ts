import type { BulkUpdateResponse } from '@lampfield/protocol';

/** One answer of several requests of one keep-alive: the shortest lease counts, and the earliest time, as leases run from then. */
export function mergeAnswers(answers: readonly BulkUpdateResponse[]): BulkUpdateResponse {
  return {
    renewed: answers.flatMap(({ renewed }) => renewed),
    recreated: answers.flatMap(({ recreated }) => recreated),
    rejected: answers.flatMap(({ rejected }) => rejected),
    expiresInSeconds: Math.min(...answers.map(({ expiresInSeconds }) => expiresInSeconds)),
    serverTime: Math.min(...answers.map(({ serverTime }) => serverTime)),
  };
}
