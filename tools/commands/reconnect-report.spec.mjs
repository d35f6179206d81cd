import { reconnectSection } from './reconnect-report.mjs';

/** @param {string} name @param {number} round @param {number} seconds */
const row = (name, round, seconds) => ({
  ...{ system: 'lampfield', round, loadAverage: 1, case: name, seconds, halfSeconds: 1, greetedSeconds: 1, keptAliveSeconds: 1 },
  ...{
    serverCpuSeconds: 1,
    clientCpuSeconds: 1,
    bootSeconds: 1,
    longestHoldMs: 50,
    observations: 20_000,
    uniqueIdentifiers: 20_000,
  },
  ...{ items: 7, retries: 0 },
});

it('has a column for each case', () => {
  const rows = [row('restart', 0, 3), row('sockets', 0, 1), row('restart', 1, 5), row('sockets', 1, 2)];
  const section = reconnectSection({ node: 'v24', cpu: 'X', cores: 2, rows });
  expect(section).toContain('| **every lamp right** | 4 s | 3 to 5 | 1.5 s | 1 to 2 |');
  expect(section).toContain('| observations at the source | 20,000 | 20,000 to 20,000 | 20,000 | 20,000 to 20,000 |');
});
