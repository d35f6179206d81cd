import { completeOptions } from '../../testing/complete-options.ts';
import { createConnectorContext } from '../../testing/connector-context.ts';
import { describeDirectoryContract } from '../../testing/directory-contract.ts';
import { CONTRACT_CANONICALIZE, CONTRACT_DETAILS } from '../../testing/directory-trial.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { demoDirectory } from './demo-directory.ts';
import { inventPeople } from './demo-people.ts';

const context = { ...createConnectorContext(new ManualClock()), canonicalize: CONTRACT_CANONICALIZE };
const info = { id: 'demo', name: 'Demo' };

describeDirectoryContract('the demo directory', () =>
  Promise.resolve(demoDirectory.create(info, { size: 200, seed: 1, details: CONTRACT_DETAILS }, context)),
);

describe('demo people', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(inventPeople(50, 1)).toEqual(inventPeople(50, 1));
    expect(inventPeople(50, 2)).not.toEqual(inventPeople(50, 1));
    expect(inventPeople(200, 1).slice(0, 50)).toEqual(inventPeople(50, 1));
  });

  it('have numbers, mailboxes and chat addresses of their own', () => {
    const people = inventPeople(20_000, 5);
    const count = (values: readonly string[]): number => new Set(values).size;
    expect(count(people.map(({ phone }) => phone.replace(/\D/g, '')))).toBe(20_000);
    expect(count(people.map(({ mail }) => mail))).toBe(20_000);
    expect(count(people.map(({ uid }) => uid))).toBe(20_000);
    expect(people.every(({ uid }) => /^[a-z]+\.[a-z]+\d*$/.test(uid))).toBe(true);
  });

  it('begin at +36 1 1000 9100, written in several ways', () => {
    const numbers = inventPeople(50, 1).map(({ phone }) => phone);
    expect(numbers[0]?.replace(/\D/g, '')).toBe('36110009100');
    expect(new Set(numbers.map((number) => number.replace(/\d+/g, '9'))).size).toBeGreaterThan(3);
  });
});

describe('the demo directory', () => {
  it('has by default what the embedded simulators serve: a phone, a mailbox and a chat address for each', async () => {
    const directory = demoDirectory.create(info, completeOptions(demoDirectory.options, {}), context);
    const { contacts } = await directory.search('example', 200, new AbortController().signal);
    expect(contacts).toHaveLength(200);
    for (const { details } of contacts) {
      expect(Object.values(details).flatMap(({ presence }) => presence?.type ?? [])).toEqual(['JTAPI', 'EXCHANGE', 'CUPS']);
      expect(details['department']?.value).not.toBe('');
    }
  });
});
