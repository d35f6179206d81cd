import fc from 'fast-check';
import { PRESENCE_REASONS, PRESENCE_STATES } from '@lampfield/protocol';
import type { SourceReport } from '../ports/source.ts';
import { StateColumns } from './state-columns.ts';

const reports: fc.Arbitrary<SourceReport> = fc.record(
  {
    state: fc.constantFrom(...PRESENCE_STATES),
    since: fc.option(fc.nat(), { nil: null }),
    raw: fc.string(),
    reason: fc.constantFrom(...PRESENCE_REASONS),
    stale: fc.constant(true as const),
    activity: fc.record({ calls: fc.nat() }),
  },
  { requiredKeys: ['state', 'since'] },
);

test('what is written to a slot is read from it, whatever is in the slots beside it', () => {
  const slotted = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), reports, fc.nat()), { maxLength: 50 });
  fc.assert(
    fc.property(slotted, (writes) => {
      const columns = new StateColumns();
      for (const [slot, report, version] of writes) columns.write(slot, { report, version, confirmedAt: version + 1 });
      for (const [slot, [report, version]] of new Map(writes.map(([slot, ...rest]) => [slot, rest]))) {
        expect(columns.readReport(slot)).toEqual(report);
        expect([columns.version(slot), columns.confirmedAt(slot)]).toEqual([version, version + 1]);
      }
    }),
  );
});

test('a cleared slot holds on to no activity', () => {
  const columns = new StateColumns();
  columns.write(3, {
    report: { state: 'ON_CALL', since: 1, raw: 'CONNECTED', activity: { calls: 2 } },
    version: 1,
    confirmedAt: 1,
  });
  columns.clear(3);
  expect(columns.readReport(3)).toEqual({ state: 'ON_CALL', since: 1 });
});
