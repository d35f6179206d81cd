import { subscriptionsSection } from './subscriptions-report.mjs';

it('has a line for each figure and system that has it', () => {
  const around = { loadAverage: 1 };
  const rows = [
    { ...around, system: 'lampfield', round: 0, renewals: 300_000, idleMs: 0.02, httpRenewals: 200_000 },
    { ...around, system: 'map', round: 0, renewals: 600_000, idleMs: 20 },
    { ...around, system: 'lampfield', round: 1, renewals: 400_000, idleMs: 0.04, httpRenewals: 220_000 },
    { ...around, system: 'map', round: 1, renewals: 400_000, idleMs: 20 },
  ];
  const section = subscriptionsSection({ node: 'v24', cpu: 'X', cores: 2, rows });
  expect(section).toContain(
    '| renewals over HTTP, 1,000 ids a request | lampfield | 210,000 a CPU-second | 200,000 to 220,000 |  |',
  );
  expect(section).toContain(
    '| renewals without HTTP, 1,000 ids a request | map | 500,000 a CPU-second | 400,000 to 600,000 | 0.75 x |',
  );
  expect(section).toContain('| cleanup that finds nothing to remove | map | 20 ms | 20 to 20 | 0.0015 x |');
  expect(section).not.toContain('slice');
});
