import { jsonFor, linesFor, logLine, troubleJson, troubleLine, type OnlineView } from './online-lines.ts';

/** 18:28:17.387 local time, wherever that is. */
const AT_MS = new Date(2026, 10, 23, 18, 28, 17, 387).getTime();

function viewOf(...names: readonly string[]): OnlineView {
  const users = names.map((user) => ({ user, host: 'chat.dev0', resources: 1 }));
  return {
    ...{ userCount: users.length, sessionCount: users.length + 1 },
    hosts: () => [{ host: 'chat.dev0', users: users.length, sessions: users.length + 1 }],
    list: ({ limit }) => ({ users: users.slice(0, Math.max(limit, 1)), matching: users.length }),
  };
}

describe('linesFor', () => {
  const lines = linesFor({ limit: 2 });

  it('prints as the first program of this kind did', () => {
    expect(lines(viewOf('usera', 'userb'), AT_MS)).toBe(
      '18:28:17.387 [info] List of members online [{"usera","chat.dev0"},{"userb","chat.dev0"}]\n' +
        '18:28:17.387 [info] Total members online 2\n',
    );
  });

  it('prints an empty list', () => {
    expect(lines(viewOf(), AT_MS)).toBe(
      '18:28:17.387 [info] List of members online []\n18:28:17.387 [info] Total members online 0\n',
    );
  });

  it('names the first of a long list, and counts all', () => {
    const printed = lines(viewOf('usera', 'userb', 'userc', 'userd'), AT_MS);
    expect(printed).toContain('[{"usera","chat.dev0"},{"userb","chat.dev0"}] and 2 more\n');
    expect(printed).toContain('Total members online 4\n');
  });

  it('can leave the names out', () => {
    expect(linesFor({ limit: 0 })(viewOf('usera'), AT_MS)).toContain('List of members online [] and 1 more\n');
  });

  it('lets no name out of its line', () => {
    expect(lines(viewOf('a\n\u001b[2J"'), AT_MS)).toContain('{"a\\x{a}\\x{1b}[2J\\"","chat.dev0"}');
  });

  it('writes times with all their digits', () => {
    expect(lines(viewOf(), new Date(2026, 0, 2, 3, 4, 5, 6).getTime())).toMatch(/^03:04:05\.006 /);
  });
});

describe('jsonFor', () => {
  const json = jsonFor({ limit: 1 });

  it('prints one object a line, with what was left out as a number', () => {
    const line = json(viewOf('usera', 'userb'), AT_MS);
    expect(line).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(line)).toEqual({
      ...{ at: new Date(AT_MS).toISOString(), total: 2, sessions: 3, more: 1 },
      hosts: [{ host: 'chat.dev0', users: 2, sessions: 3 }],
      users: [{ user: 'usera', host: 'chat.dev0', resources: 1 }],
    });
  });

  it('escapes what a terminal would obey, and nothing is lost by it', () => {
    const name = 'a\n\u009b\u007f\u202e\u2028\u{e0001}';
    const line = json(viewOf(name), AT_MS);
    expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(line)).toMatchObject({ users: [{ user: name }] });
  });
});

describe('a trouble', () => {
  const trouble = { code: 'LOST', detail: 'ejabberd@h has gone\u0007' } as const;

  it('is said to people in one line', () => {
    expect(troubleLine(trouble, AT_MS)).toBe('18:28:17.387 [warning] LOST: ejabberd@h has gone\\x{7}\n');
  });

  it('is said to machines', () => {
    expect(JSON.parse(troubleJson(trouble, AT_MS))).toEqual({ at: new Date(AT_MS).toISOString(), trouble });
  });
});

it('writes entries of the log with their fields', () => {
  expect(logLine({ level: 'info', message: 'Known.', fields: { rows: 2 } }, AT_MS)).toBe(
    '18:28:17.387 [info] Known. {"rows":2}\n',
  );
});
