import { contact, phoneOnly } from '../../testing/samples.ts';
import { contactSubtitle, presenceColumns } from './contact-columns.ts';

test('there is a column for every type that some contact has, and for no other, in a fixed order', () => {
  expect(presenceColumns([])).toEqual([]);
  expect(presenceColumns([phoneOnly('Anna', '1')])).toEqual(['JTAPI']);
  expect(presenceColumns([phoneOnly('Anna', '1'), contact('Bea', '2')])).toEqual(['JTAPI', 'CUPS', 'EXCHANGE']);
});

test('below a name stand what the directory says of the person and the numbers, each once', () => {
  const anna = contact('Anna', '9101');
  const details = {
    ...anna.details,
    'phone#2': { label: 'Phone', value: '+36 1 100 9101' },
    room: { label: 'Room', value: 'B 12' },
  };
  expect(contactSubtitle({ ...anna, details })).toBe('Sales · +36 1 100 9101 · B 12');
  expect(contactSubtitle({ ...anna, details: {} })).toBe('');
});
