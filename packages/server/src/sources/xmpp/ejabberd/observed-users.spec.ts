import { ObservedUsers } from './observed-users.ts';

const ADDRESS = { user: 'strasse', host: 'chat.test' };

describe('the observed users', () => {
  it('are kept as long as one of their identifiers is observed, each once', () => {
    const observed = new ObservedUsers();
    for (const identifier of ['straße@chat.test', 'strasse@chat.test', 'strasse@chat.test']) observed.add(identifier);
    expect([...observed].map(({ address, identifiers }) => ({ address, identifiers: [...identifiers] }))).toEqual([
      { address: ADDRESS, identifiers: ['straße@chat.test', 'strasse@chat.test'] },
    ]);
    observed.remove('strasse@chat.test');
    observed.remove('strasse@chat.test');
    expect([...(observed.find(ADDRESS)?.identifiers ?? [])]).toEqual(['straße@chat.test']);
    observed.remove('straße@chat.test');
    observed.remove('nobody@chat.test');
    observed.remove('chat.test');
    expect([...observed]).toEqual([]);
  });

  it('are nobody where an identifier has no local part', () => {
    const observed = new ObservedUsers();
    expect(observed.add('chat.test')).toBeUndefined();
    expect([...observed]).toEqual([]);
  });
});
