import { readCommandLine, type Command, type CommandSurroundings } from './command-line.ts';
import { UsageError } from './usage-error.ts';

const SURROUNDINGS: CommandSurroundings = { env: {}, home: '/home/op' };
const NODE = ['--node', 'ejabberd@127.0.0.1'];

const read = (args: readonly string[], env: CommandSurroundings['env'] = {}): Command =>
  readCommandLine(args, { ...SURROUNDINGS, env });

describe('readCommandLine', () => {
  it('needs only the node', () => {
    expect(read(NODE)).toEqual({
      ...{ command: 'online', node: 'ejabberd@127.0.0.1', ownNode: 'lampfield-online@127.0.0.1', mode: 'replica' },
      ...{ cookieFile: '/home/op/.erlang.cookie', epmdPort: 4369, json: false },
      ...{ once: false, limit: 100, timeoutSeconds: 60, verbose: false },
    });
  });

  it('takes all that can be said', () => {
    const said =
      '--node ejabberd@chat.example.org --watch --json --once --cookie-file /run/c --own-node me@pc.example.org --epmd-port 14369 ' +
      '--listen-address 10.0.0.1 --limit 0 --timeout 5 --verbose';
    expect(read(said.split(' '))).toEqual({
      ...{ command: 'online', node: 'ejabberd@chat.example.org', ownNode: 'me@pc.example.org', mode: 'watch' },
      ...{ cookieFile: '/run/c', epmdPort: 14_369, listenAddress: '10.0.0.1', json: true },
      ...{ once: true, limit: 0, timeoutSeconds: 5, verbose: true },
    });
  });

  it('lets the doctor come under a name of his own', () => {
    expect(read(['doctor', '--node', 'ejabberd@localhost'])).toMatchObject({
      command: 'doctor',
      ownNode: 'lampfield-doctor@localhost',
    });
  });

  it('appears under this machine’s name to a cluster elsewhere, with a dot where the cluster has one', () => {
    expect(read(['--node', 'ejabberd@chat.example.org'])).toMatchObject({
      ownNode: expect.stringMatching(/^lampfield-online@[^@.]+\..+$/),
    });
    expect(read(['--node', 'ejabberd@chat'])).toMatchObject({ ownNode: expect.stringMatching(/^lampfield-online@[^@.]+$/) });
  });

  it('asks the epmd that Erlang itself would', () => {
    expect(read(NODE, { ERL_EPMD_PORT: '4370' })).toMatchObject({ epmdPort: 4370 });
    expect(read([...NODE, '--epmd-port', '4371'], { ERL_EPMD_PORT: '4370' })).toMatchObject({ epmdPort: 4371 });
  });

  it.each([['--help'], ['-h'], ['help']])('helps with %s, whatever else is said', (word) => {
    expect(read([word])).toEqual({ command: 'help' });
  });

  it('lets the doctor look at names that do not fit, which he explains', () => {
    expect(read(['doctor', ...NODE, '--own-node', 'me@localhost'])).toMatchObject({ ownNode: 'me@localhost' });
  });

  it.each([
    ['no node', [], /--node NAME@HOST is missing/],
    ['a node without a host', ['--node', 'ejabberd'], /--node is no name of an Erlang node/],
    ['a node with a line end', ['--node', 'ejabberd@host\nstop'], /--node is no name/],
    ['an own node that is none', [...NODE, '--own-node', '@'], /--own-node is no name/],
    ['long against short names', [...NODE, '--own-node', 'me@localhost'], /do not fit: both must have a dot/],
    ['an unknown command', ['docter', ...NODE], /no command "docter"/],
    ['too many words', ['doctor', 'now', ...NODE], /too many arguments after doctor/],
    ['an unknown option', [...NODE, '--fast'], /Unknown option '--fast'/],
    ['an option without its value', ['--node'], /--node/],
    ['a port that is none', [...NODE, '--epmd-port', '0'], /--epmd-port is a whole number from 1 to 65535, not "0"/],
    ['a port above all', [...NODE, '--epmd-port', '65536'], /--epmd-port/],
    ['a port in words', [...NODE, '--epmd-port', '0x10'], /--epmd-port/],
    ['a limit below nothing', [...NODE, '--limit=-1'], /--limit is a whole number from 0/],
    ['no time at all', [...NODE, '--timeout', '0'], /--timeout/],
    ['an address that is none', [...NODE, '--listen-address', 'localhost'], /--listen-address is not an IP address/],
    ['what the doctor has no use for', ['doctor', ...NODE, '--once'], /the doctor has no --once/],
  ])('refuses %s', (_, args, message) => {
    expect(() => read(args)).toThrow(UsageError);
    expect(() => read(args)).toThrow(message);
  });

  it('never repeats what may have been meant as a secret', () => {
    expect(() => read([...NODE, '--cookie=geheim'])).toThrow(/^Unknown option '--cookie'$/);
  });
});
