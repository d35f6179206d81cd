import { SessionRows } from './session-rows.ts';

describe('the sessions of a domain', () => {
  it('know when the first of a user was opened that says something, and nothing of who has none that does', () => {
    const sessions = new SessionRows();
    const put = (userNumber: number, sidUs: number, rank: number): void => {
      sessions.exchange({ userNumber, sidUs, nodeNumber: 0 }, rank);
    };
    put(1, 3_999_999, 0);
    put(1, 2_000_000, 0);
    put(1, 1_000_000, 2);
    put(2, 5_000_000, 1);
    expect([0, 1, 2].map((rank) => sessions.openedMs(1, rank))).toEqual([2000, Infinity, 1000]);
    expect([0, 1, 2].map((rank) => sessions.openedMs(2, rank))).toEqual([Infinity, 5000, Infinity]);
  });
});
