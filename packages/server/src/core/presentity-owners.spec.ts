import type { Contact } from '@lampfield/protocol';
import { PresentityOwners } from './presentity-owners.ts';

function contact(displayName: string, ...identifiers: string[]): Contact {
  const details = identifiers.map((identifier, index) => [
    `phone#${String(index)}`,
    { label: 'Phone', value: identifier, presence: { id: `${identifier}_JTAPI`, identifier, type: 'JTAPI' as const } },
  ]);
  return { id: displayName, displayName, details: Object.fromEntries(details) as Contact['details'] };
}

function ownersOf(...contacts: Contact[]): Record<string, unknown> {
  const owners = new PresentityOwners();
  for (const each of contacts) owners.take(each);
  return Object.fromEntries(owners.found);
}

describe('the owner of a presentity', () => {
  it('is the contact that stands for it, also with two of its details', () => {
    expect(ownersOf(contact('Ann', '1', '2', '1'))).toEqual({
      '1_JTAPI': { displayName: 'Ann' },
      '2_JTAPI': { displayName: 'Ann' },
    });
  });

  it('is nobody by name where contacts of different names share it, whatever comes after', () => {
    const [ann, bob] = [contact('Ann', '1'), contact('Bob', '1')];
    expect([ownersOf(ann, bob), ownersOf(ann, bob, ann), ownersOf(ann, contact('Ann', '1'))]).toEqual([
      { '1_JTAPI': {} },
      { '1_JTAPI': {} },
      { '1_JTAPI': { displayName: 'Ann' } },
    ]);
  });

  it('is looked for only where it is asked for', () => {
    const owners = new PresentityOwners();
    owners.take(contact('Ann', '1', '2'), new Set(['2_JTAPI']));
    expect([...owners.found.keys()]).toEqual(['2_JTAPI']);
  });
});
