import { latencySection } from './latency-report.mjs';

/** @param {string} system @param {number} round @param {number} p50Us */
const row = (system, round, p50Us) => ({
  ...{ system, round, loadAverage: 1, deliveriesPerSecond: 25_000, seconds: 6, serverWaitedMs: 60 },
  ...{ p50Us, p99Us: 2 * p50Us, p999Us: 3 * p50Us },
});

it('divides ours by theirs in the same round, and says how long the server was kept waiting', () => {
  const rows = [row('lampfield', 0, 300), row('peer', 0, 600), row('peer', 1, 400), row('lampfield', 1, 500)];
  const section = latencySection({ node: 'v24', cpu: 'X', cores: 2, rows });
  expect(section).toContain('### 25,000 deliveries a second');
  expect(section).toContain('| lampfield | 0.4 ms |  | 0.8 ms |  | 0.6 to 1 ms | 1.2 ms | 1 % |');
  expect(section).toContain('| peer | 0.5 ms | 0.875 x | 1 ms | 0.875 x | 0.8 to 1.2 ms | 1.5 ms | 1 % |');
});
