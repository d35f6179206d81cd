import type { Contact } from '@lampfield/protocol';
import { CONTRACT_DETAILS, parseAll } from '../../testing/directory-trial.ts';
import { PresentityLookup } from './presentity-lookup.ts';

function contact(displayName: string, line: string): Contact {
  const presence = { id: `${line}_JTAPI`, identifier: line, type: 'JTAPI' as const };
  return { id: displayName, displayName, details: { phone: { label: 'Phone', value: line, presence } } };
}

/** A look-up whose searches answer with these contacts, one list a search; then with nobody. */
function lookUp(...answers: Contact[][]) {
  let searches = 0;
  const lookup = new PresentityLookup(CONTRACT_DETAILS, (_filter, onContact) => {
    for (const found of answers[searches] ?? []) if (!onContact(found)) break;
    searches += 1;
    return Promise.resolve('complete');
  });
  return lookup.find(parseAll(['9100_JTAPI']));
}

describe('whose a presentity is, in an LDAP directory', () => {
  it.each([
    ['the only entry that has it', [[contact('Ann', '9100')]], { displayName: 'Ann' }],
    ['nobody by name where several have it', [[contact('Ann', '9100'), contact('Bob', '9100')]], {}],
    ['an entry that has it punctuated otherwise', [[], [contact('Bob', '9100')]], { displayName: 'Bob' }],
    ['not an entry that only came with the answer', [[contact('Cy', '9101')], [contact('Bob', '9100')]], { displayName: 'Bob' }],
    ['nobody at all', [], undefined],
  ])('is %s', async (_what, answers, expected) => {
    expect((await lookUp(...answers)).get('9100_JTAPI')).toEqual(expected);
  });

  it('is for those who have it as stored, whoever else has it punctuated otherwise: that is not even asked', async () => {
    expect((await lookUp([contact('Ann', '9100')], [contact('Bob', '9100')])).get('9100_JTAPI')).toEqual({ displayName: 'Ann' });
  });
});
