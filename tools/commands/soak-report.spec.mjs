import { soakSection } from './soak-report.mjs';

const memory = [
  { process: 0, atSeconds: 5, bytes: 500e6 },
  { process: 1, atSeconds: 60, bytes: 200e6 },
  { process: 1, atSeconds: 90, bytes: 220e6 },
  { process: 1, atSeconds: 180, bytes: 210e6 },
];

const RESULT = {
  ...{ minutes: 3, consoles: 200, figures: { lostRequests: 1, leftToReconnection: 3, retries: 4, rejected: 0 }, memory },
  faults: [
    { fault: 'a kill', rightAfterMs: 1000, wrongLamps: 0 },
    { fault: 'a full disk', rightAfterMs: 10, wrongLamps: 0 },
    { fault: 'a kill', rightAfterMs: 3000, wrongLamps: 2 },
  ],
};

it('has a line for each kind of fault', () => {
  const section = soakSection(RESULT);
  expect(section).toContain(
    '3 minutes, 200 consoles: 1 requests lost, 4 sent again, 3 given up while the server was away (the next connection asks for all of it), 0 ids refused.',
  );
  expect(section).toContain('| a kill | 2 | 2 s | 1 to 3 | 2 |');
  expect(section).toContain('| a full disk | 1 |');
});

it('tells the memory of the last process only, as each begins anew', () => {
  expect(soakSection(RESULT)).toContain('for 2 minutes of it: 200 MB after its start, 220 MB half-way, 210 MB at the end.');
});
