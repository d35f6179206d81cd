import { Type } from '@sinclair/typebox';
import type { Connectors } from './connectors.ts';

const unused = (): never => {
  throw new Error('not built in these tests');
};

/** Small connectors for the tests of the configuration: one of each kind of option. */
export const TEST_CONNECTORS: Connectors = {
  sources: [
    {
      name: 'simulator',
      serves: ['JTAPI', 'CUPS', 'EXCHANGE'],
      options: Type.Object({ rate: Type.Number({ minimum: 0, maximum: 1000, default: 1, description: 'Changes a second.' }) }),
      create: unused,
    },
    {
      name: 'xmpp',
      serves: ['CUPS'],
      options: Type.Object({
        service: Type.String({ pattern: '^xmpps?://', expected: 'an xmpp: or xmpps: URL', description: 'The server.' }),
        password: Type.String({ minLength: 1, description: 'Of the account.' }),
        verify: Type.Boolean({ default: true, description: 'Whether certificates are checked.' }),
      }),
      create: unused,
    },
  ],
  directories: [
    {
      name: 'demo',
      options: Type.Object({ size: Type.Integer({ minimum: 1, default: 200, description: 'People.' }) }),
      create: unused,
    },
    {
      name: 'ldap',
      options: Type.Object({
        url: Type.String({ minLength: 1, description: 'The server.' }),
        searchAttributes: Type.Array(Type.String({ description: 'A name.' }), {
          default: ['cn'],
          description: 'What is searched.',
        }),
        details: Type.Record(
          Type.String(),
          Type.Object({
            attribute: Type.String({ minLength: 1, description: 'Its name.' }),
            label: Type.Optional(Type.String()),
          }),
          { default: {}, description: 'What is shown.' },
        ),
      }),
      create: unused,
    },
  ],
  authMethods: [
    {
      name: 'demo',
      options: Type.Object({
        users: Type.Integer({ minimum: 2, default: 2, description: 'How many.' }),
        password: Type.Optional(Type.String({ minLength: 1, description: 'For all of them.' })),
      }),
      create: unused,
    },
    { name: 'ldap', options: Type.Object({ url: Type.String({ minLength: 1, description: 'The server.' }) }), create: unused },
  ],
};
