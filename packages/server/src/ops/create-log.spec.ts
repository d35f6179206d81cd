import fc from 'fast-check';
import { hostileText, trials } from '../testing/hostile-input.fixture.ts';
import { createLog } from './create-log.ts';

function written(
  level: 'debug' | 'info' | 'silent',
  write: (log: ReturnType<typeof createLog>) => void,
): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLog({ level, destination: { write: (line) => void lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('writes a line of JSON with its fields and message', () => {
  expect(
    written('info', (log) => {
      log.warn({ source: 'CUPS' }, 'gone');
    }),
  ).toMatchObject([{ level: 40, source: 'CUPS', msg: 'gone' }]);
});

it('writes by a severity that was taken off it', () => {
  expect(
    written('info', ({ warn, info }) => {
      for (const say of [warn, info]) say({}, 'picked');
    }),
  ).toMatchObject([
    { level: 40, msg: 'picked' },
    { level: 30, msg: 'picked' },
  ]);
});

it('leaves out what is less severe', () => {
  const speak = (log: ReturnType<typeof createLog>): void => {
    log.debug({}, 'd');
    log.info({}, 'i');
    log.error({}, 'e');
  };
  expect(written('info', speak).map(({ msg }) => msg)).toEqual(['i', 'e']);
  expect(written('silent', speak)).toEqual([]);
});

it('hides what would be a secret', () => {
  const lines = written('debug', (log) => {
    log.info(
      { password: 'hunter2', auth: { bindPassword: 'hunter2', token: 'hunter2' }, req: { headers: { cookie: 'hunter2' } } },
      'oops',
    );
  });
  expect(JSON.stringify(lines)).not.toContain('hunter2');
});

it('writes errors with their stack, for whoever runs the server', () => {
  const [line] = written('info', (log) => {
    log.error({ err: new Error('broken') }, 'failed');
  });
  expect(line).toMatchObject({ err: { message: 'broken', stack: expect.stringContaining('broken') as string } });
});

it('writes one line of plain characters whatever is in it, from which the same can be read again', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const lines: string[] = [];
      const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });
      log.warn({ event: text, nested: { [text]: text }, err: new Error(text) }, text);
      expect(lines).toEqual([expect.stringMatching(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*\n$/u)]);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: text, msg: text, err: { message: text } });
    }),
    trials(300),
  );
});
