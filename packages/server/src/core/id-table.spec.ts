import { IdTable } from './id-table.ts';
import { NONE } from './columns.ts';

/** With it the ids below have the same hashes. */
const FNV_OFFSET = 0x811c_9dc5;

test('finds ids by slot and slots by id, until they are taken out', () => {
  const table = new IdTable(7);
  const ids = ['2001_JTAPI', '2002_JTAPI', 'jörg@example.org_CUPS', '😀_XMPP'];
  for (const [slot, id] of ids.entries()) table.add(id, slot);
  expect(ids.map((id) => table.find(id))).toEqual([0, 1, 2, 3]);
  expect([table.find('2003_JTAPI'), table.find('')]).toEqual([NONE, NONE]);
  expect([table.delete(1), table.size]).toEqual(['2002_JTAPI', 3]);
  expect(ids.map((id) => table.find(id))).toEqual([0, NONE, 2, 3]);
  table.add('2004_JTAPI', 1);
  expect([table.find('2004_JTAPI'), table.idOf(1)]).toEqual([1, '2004_JTAPI']);
});

test.each([
  ['ibjrynfi_CUPS', 'bkemlcja_CUPS'],
  ['rzmotbxb_CUPS', 'yjnnnjhq_CUPS'],
])('tells %s and %s apart, which have the same hash', (one, other) => {
  const table = new IdTable(FNV_OFFSET);
  table.add(one, 1);
  expect(table.find(other)).toBe(NONE);
  table.add(other, 2);
  expect([table.find(one), table.find(other)]).toEqual([1, 2]);
  expect([table.delete(1), table.find(one), table.find(other)]).toEqual([one, NONE, 2]);
});
