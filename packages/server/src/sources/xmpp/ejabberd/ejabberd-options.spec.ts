import { Value } from '@sinclair/typebox/value';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { ejabberdSource } from './ejabberd-connector.ts';
import { EJABBERD_OPTIONS, type EjabberdOptions } from './ejabberd-options.ts';

const NEEDED = { node: 'ejabberd@chat1.example.org', cookieFile: '/etc/lampfield/cookie' };

const complete = (options: object): EjabberdOptions => Value.Default(EJABBERD_OPTIONS, { ...options }) as EjabberdOptions;
const isTaken = (options: object): boolean => Value.Check(EJABBERD_OPTIONS, complete(options));

describe('the options of the ejabberd source', () => {
  it('needs two things and knows the rest', () => {
    expect(isTaken(NEEDED)).toBe(true);
    expect(complete(NEEDED)).toEqual({ ...NEEDED, mode: 'replica' });
  });

  it.each(Object.keys(NEEDED))('is refused without %s', (key) => {
    expect(isTaken({ ...NEEDED, [key]: undefined })).toBe(false);
  });

  it.each([
    { mode: 'watch' },
    { node: 'ejabberd@localhost' },
    { node: 'ejabberd@127.0.0.1' },
    { node: `${'n'.repeat(200)}@${'h'.repeat(200)}` },
    { ownNode: 'lamp-field_2@192.0.2.7' },
    { epmdPort: 65_535 },
    { listenAddress: '0.0.0.0' },
    { listenAddress: 'fe80::1' },
  ])('takes %j, and a source can be made of it', (change) => {
    const options = complete({ ...NEEDED, ...change });
    expect(isTaken(options)).toBe(true);
    expect(ejabberdSource.create('XMPP', options, createConnectorContext(new ManualClock())).type).toBe('XMPP');
  });

  it.each([
    { mode: 'copy' },
    { node: 'ejabberd' },
    { node: '@localhost' },
    { node: 'ejabberd@' },
    { node: 'ejabberd@host name' },
    { node: "ejabberd'@localhost" },
    { node: `ejabberd@${'h'.repeat(201)}` },
    { ownNode: 'lampfield' },
    { cookieFile: '' },
    { epmdPort: 0 },
    { epmdPort: 65_536 },
    { listenAddress: 'chat1.example.org' },
    { listenAddress: '999.0.0.1' },
    { listenAddress: '127.0.0.1/8' },
  ])('refuses %j', (change) => {
    expect(isTaken({ ...NEEDED, ...change })).toBe(false);
  });
});
