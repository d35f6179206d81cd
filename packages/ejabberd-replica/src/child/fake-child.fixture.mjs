/**
 * Stands in for the Erlang program: speaks its lines and misbehaves as its argument says. Started by Node as it is.
 * What it is told goes to its error output, line by line.
 */
import { createInterface } from 'node:readline';

const scenario = process.argv[2] ?? 'well';
const NODES = ['ejabberd@a.test', 'ejabberd@b.test'];
const ANN = [0, 1_795_323_712_000_009, 'ann', 'chat.test', 'desk', 5];
const BOB = [1, 1_795_323_712_000_010, 'bobä"\\', 'chat.test', 'phone', null];

/** @param {unknown} message */
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
/** @param {unknown[]} rows */
const sayRows = (...rows) => say({ ev: 'rows', nodes: NODES, rows });
/** @param {number} code */
const exitWith = (code) => process.stdout.write('', () => process.exit(code));

function join() {
  say({ ev: 'joined', mode: 'replica', via: NODES[0], copy: 'added', nodes: NODES });
  say({ ev: 'reset' });
  sayRows(ANN, BOB);
  say({ ev: 'ready', rows: 2 });
}

/** What comes instead of, or after, a proper join. */
const ON_JOIN = {
  well: join,
  garbage: () => (join(), process.stdout.write('this is no JSON\n')),
  'bad row': () => (join(), sayRows([7, 1, 'eve', 'chat.test'])),
  'unknown word': () => (join(), say({ ev: 'sing' })),
  'cut line': () => (join(), process.stdout.write('{"ev":"rows","nodes":["ejab'), exitWith(3)),
  'endless line': () => (join(), process.stdout.write('x'.repeat(1_500_000))),
  stop: () => (join(), process.kill(process.pid, 'SIGSTOP')),
  refused: () => say({ ev: 'trouble', code: 'REFUSED', text: 'another cookie' }),
  lost: () => (join(), say({ ev: 'trouble', code: 'LOST', text: 'it has gone' }), sayRows(ANN)),
  again: () => (join(), say({ ev: 'reset' }), sayRows(ANN), say({ ev: 'ready', rows: 1 })),
  'removed later': () => (join(), sayRows(BOB.slice(0, 4))),
  'byte by byte': byteByByte,
  flood,
  stubborn: join,
  'counts pings': join,
};

/** So that pieces end within a line and within a character. */
async function byteByByte() {
  const lines = [{ ev: 'reset' }, { ev: 'rows', nodes: NODES, rows: [ANN, BOB] }, { ev: 'ready', rows: 2 }];
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  for (const byte of bytes) {
    process.stdout.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function flood() {
  say({ ev: 'reset' });
  for (let line = 0; line < 100; line += 1) {
    sayRows(...Array.from({ length: 500 }, (_, row) => [0, line * 500 + row, `user${line * 500 + row}`, 'chat.test', 'desk', 0]));
  }
  say({ ev: 'ready', rows: 50_000 });
}

/** @type {Record<string, (words: string[]) => unknown>} */
const COMMANDS = {
  join: () => ON_JOIN[/** @type {keyof typeof ON_JOIN} */ (scenario)](),
  ping: ([number]) => {
    say({ ev: 'pong', n: Number(number) });
    if (scenario === 'counts pings') say({ ev: 'nodes', nodes: [`ping${number}`] });
  },
  stop: () => {
    if (scenario === 'stubborn') return;
    say({ ev: 'left' });
    exitWith(0);
  },
};

if (scenario === 'ends at once') process.exit(7);
if (scenario === 'complains') process.stderr.write('something is broken\n', () => process.exit(1));
if (scenario === 'silent') setInterval(() => undefined, 1000);
else {
  say({ ev: 'hello', protocol: scenario === 'other protocol' ? 2 : 1, otp: '25' });
  // Keeps it alive although nobody is there any more.
  if (scenario === 'stubborn') setInterval(() => undefined, 1000);
  createInterface({ input: process.stdin }).on('line', (line) => {
    process.stderr.write(`${line}\n`);
    const [word = '', ...words] = line.split(' ');
    COMMANDS[word]?.(words);
  });
}
