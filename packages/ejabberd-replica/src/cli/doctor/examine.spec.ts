import { readCommandLine, type DoctorCommand } from '../command-line.ts';
import { NO_FACTS, type DoctorFacts, type NodeFacts } from './doctor-facts.ts';
import type { DoctorProbes } from './doctor-probes.ts';
import { examine } from './examine.ts';
import { runDoctor } from './run-doctor.ts';
import type { Verdict } from './verdict.ts';

const NODE = 'ejabberd@chat.test';
const SECOND = 'ejabberd2@chat.test';

const PORT_ANSWER = Buffer.from('77009cbb4d000006000500086a0000', 'hex');
const NOBODY_ANSWER = Buffer.from('7701', 'hex');

const WELL: DoctorFacts = {
  ...{ ownNode: true, handshake: true, table: true },
  cluster: { known: [NODE], running: [NODE], ejabberd: [NODE] },
  nodes: [{ node: NODE, otp: '25', ejabberd: '23.01-1', sendTimeoutMs: 5000 }],
  waysBack: [{ node: NODE, calls: true }],
};

/** A world in which all is well, but for what a spec changes. */
function worldWith(facts: Partial<DoctorFacts>, changes: Partial<DoctorProbes> = {}): DoctorProbes {
  return {
    readCookie: () => Promise.resolve({ cookie: 'geheim' }),
    resolve: () => Promise.resolve({ address: '10.0.0.1' }),
    ask: () => Promise.resolve({ answer: PORT_ANSWER }),
    askErlang: ([order]) =>
      Promise.resolve(order === 'hello' ? { ...NO_FACTS, erlang: { otp: '25', hasMnesia: true } } : { ...WELL, ...facts }),
    ...changes,
  };
}

function commandOf(...args: readonly string[]): DoctorCommand {
  const command = readCommandLine(['doctor', '--node', NODE, '--own-node', 'me@pc.test', ...args], { env: {}, home: '/home/op' });
  if (command.command !== 'doctor') throw new Error('not the doctor');
  return command;
}

async function verdictsOn(probes: DoctorProbes, ...args: readonly string[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for await (const verdict of examine(commandOf(...args), probes)) verdicts.push(verdict);
  return verdicts;
}

const outcomes = (verdicts: readonly Verdict[]): Record<string, string> =>
  Object.fromEntries(verdicts.map(({ check, outcome }) => [check, outcome]));

async function verdictOn(check: string, probes: DoctorProbes): Promise<Verdict | undefined> {
  return (await verdictsOn(probes)).find((verdict) => verdict.check === check);
}

describe('examine', () => {
  it('finds all well, from near to far', async () => {
    const verdicts = await verdictsOn(worldWith({}));
    expect(verdicts.map(({ check, outcome }) => `${check} ${outcome}`)).toEqual([
      ...['Erlang ok', 'names ok', 'cookie file ok', 'host ok', 'epmd ok', 'port ok', 'own node ok', 'handshake ok'],
      ...['OTP ok', 'session table ok', 'cluster ok', 'way back ok', 'frozen peers ok'],
    ]);
  });

  it('asks for no way back where nobody is to join', async () => {
    expect(outcomes(await verdictsOn(worldWith({ waysBack: [] }), '--watch'))).not.toHaveProperty('way back');
  });

  it('gives the cookie to the Erlang program and shows it to nobody', async () => {
    const orders: string[] = [];
    const world = worldWith({});
    const verdicts = await verdictsOn({ ...world, askErlang: (given) => (orders.push(...given), world.askErlang(given)) });
    expect(orders).toEqual(['hello', 'cookie geheim', 'own me@pc.test', 'mode replica', `examine ${NODE}`]);
    expect(JSON.stringify(verdicts)).not.toContain('geheim');
  });

  const trouble = { trouble: { code: 'NO_ERLANG', detail: 'erl is not in PATH' } } as const;
  const noMnesia = { ...NO_FACTS, erlang: { otp: '27', hasMnesia: false } };
  const noCookie = { trouble: { code: 'NO_COOKIE', detail: 'the cookie file x cannot be read' } } as const;
  const firewall: DoctorProbes['ask'] = (_, question) =>
    Promise.resolve(question === undefined ? { failure: 'ETIMEDOUT' } : { answer: PORT_ANSWER });

  it.each<{ what: string; probes: Partial<DoctorProbes>; check: string; found: RegExp }>([
    { what: 'no Erlang', probes: { askErlang: () => Promise.resolve(trouble) }, check: 'Erlang', found: /erl is not in PATH/ },
    {
      what: 'an Erlang that does not run',
      probes: { askErlang: () => Promise.resolve(NO_FACTS) },
      check: 'Erlang',
      found: /not run/,
    },
    {
      what: 'no mnesia',
      probes: { askErlang: () => Promise.resolve(noMnesia) },
      check: 'Erlang',
      found: /OTP 27, without mnesia/,
    },
    {
      what: 'no cookie',
      probes: { readCookie: () => Promise.resolve(noCookie) },
      check: 'cookie file',
      found: /x cannot be read/,
    },
    {
      ...{ what: 'an unknown host', probes: { resolve: () => Promise.resolve({ failure: 'ENOTFOUND' }) } },
      ...{ check: 'host', found: /chat\.test cannot be resolved \(ENOTFOUND\)/ },
    },
    {
      ...{ what: 'no epmd', probes: { ask: () => Promise.resolve({ failure: 'ECONNREFUSED' }) } },
      ...{ check: 'epmd', found: /nothing answers at 10\.0\.0\.1 port 4369/ },
    },
    {
      ...{ what: 'another server', probes: { ask: () => Promise.resolve({ answer: Buffer.from('HTTP/1.1 400') }) } },
      ...{ check: 'epmd', found: /is no epmd/ },
    },
    {
      ...{ what: 'ejabberd down', probes: { ask: () => Promise.resolve({ answer: NOBODY_ANSWER }) } },
      ...{ check: 'epmd', found: /knows no ejabberd/ },
    },
    {
      what: 'a firewall',
      probes: { ask: firewall },
      check: 'port',
      found: /10\.0\.0\.1 port 40123 cannot be reached \(ETIMEDOUT\)/,
    },
  ])('finds $what, and does not go further', async ({ probes, check, found }) => {
    const verdicts = await verdictsOn(worldWith({}, probes));
    const failed = verdicts.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map((verdict) => verdict.check)).toEqual([check]);
    expect(failed[0]?.found).toMatch(found);
    expect(failed[0]?.advice).toBeTruthy();
    expect(outcomes(verdicts)).toMatchObject({ handshake: 'skipped', 'session table': 'skipped', 'way back': 'skipped' });
  });

  it('says who is there instead of a name that is not', async () => {
    const names = Buffer.concat([Buffer.alloc(4), Buffer.from('name chat at port 40000\n')]);
    const ask: DoctorProbes['ask'] = (_, question) => Promise.resolve({ answer: question?.length === 3 ? names : NOBODY_ANSWER });
    expect((await verdictOn('epmd', worldWith({}, { ask })))?.found).toMatch(/knows no ejabberd, only chat$/);
  });

  it('finds names that cannot talk to each other', async () => {
    const verdicts = await verdictsOn(worldWith({}), '--own-node', 'me@localhost');
    expect(outcomes(verdicts)).toMatchObject({ names: 'failed', handshake: 'skipped' });
  });

  const nodeWith = (node: string, otp: string | null, sendTimeoutMs: number | null): NodeFacts => ({
    node,
    otp,
    ejabberd: null,
    sendTimeoutMs,
  });
  const clusterOf = (known: readonly string[], running: readonly string[]): Partial<DoctorFacts> => ({
    cluster: { known, running, ejabberd: [NODE] },
  });

  it.each<{ facts: Partial<DoctorFacts>; verdict: [string, Verdict['outcome']]; found: RegExp }>([
    { facts: { ownNode: { code: 'NAME_TAKEN', text: 'another node' } }, verdict: ['own node', 'failed'], found: /another node/ },
    { facts: { handshake: { code: 'REFUSED', text: 'refuses us' } }, verdict: ['handshake', 'failed'], found: /refuses us/ },
    { facts: { nodes: [nodeWith(NODE, '22', 1)] }, verdict: ['OTP', 'failed'], found: /here 25, ejabberd@chat\.test 22/ },
    { facts: { nodes: [nodeWith(NODE, '23', 1)] }, verdict: ['OTP', 'ok'], found: /23/ },
    { facts: { nodes: [nodeWith(NODE, '27', 1)] }, verdict: ['OTP', 'ok'], found: /27/ },
    { facts: { nodes: [nodeWith(NODE, '28', 1)] }, verdict: ['OTP', 'failed'], found: /28/ },
    {
      facts: { table: { code: 'OTHER_TABLE', text: 'sm_db_type is redis' } },
      verdict: ['session table', 'failed'],
      found: /redis/,
    },
    { facts: { table: { note: 'b.test (sql)' } }, verdict: ['session table', 'note'], found: /b\.test/ },
    { facts: clusterOf([NODE, 'old@x.test'], [NODE]), verdict: ['cluster', 'note'], found: /not running: old@x\.test/ },
    { facts: clusterOf([NODE, 'r@x.test'], [NODE, 'r@x.test']), verdict: ['cluster', 'ok'], found: /no ejabberd: r@x\.test/ },
    { facts: { waysBack: [{ node: NODE, epmd: 'nxdomain' }] }, verdict: ['way back', 'failed'], found: /nxdomain/ },
    { facts: { waysBack: [{ node: NODE, knock: 'etimedout' }] }, verdict: ['way back', 'failed'], found: /etimedout/ },
    { facts: { waysBack: [{ node: NODE, calls: false }] }, verdict: ['way back', 'failed'], found: /net_adm:ping/ },
    { facts: { waysBack: [] }, verdict: ['way back', 'skipped'], found: /cannot be reached/ },
    {
      ...{ facts: { nodes: [...WELL.nodes, nodeWith(SECOND, null, null)] } },
      ...{ verdict: ['way back', 'failed'], found: /ejabberd2@chat\.test could not be reached by us/ },
    },
    { facts: { nodes: [nodeWith(NODE, '25', null)] }, verdict: ['frozen peers', 'note'], found: /without end/ },
    { facts: { broken: 'killed' }, verdict: ['examination', 'failed'], found: /killed/ },
  ])('judges $verdict for $found', async ({ facts, verdict: [check, outcome], found }) => {
    expect(await verdictOn(check, worldWith(facts))).toMatchObject({ outcome, found: expect.stringMatching(found) });
  });

  it('skips what comes after a refusal', async () => {
    const verdicts = await verdictsOn(worldWith({ handshake: { code: 'REFUSED', text: 'no' } }));
    expect(outcomes(verdicts)).toMatchObject({ 'session table': 'skipped', cluster: 'skipped', 'way back': 'skipped' });
  });
});

describe('runDoctor', () => {
  async function run(facts: Partial<DoctorFacts>, ...args: readonly string[]): Promise<{ exitCode: number; printed: string }> {
    let printed = '';
    const output = { write: (text: string) => void (printed += text), isFull: false, onClosed: () => undefined };
    return { exitCode: await runDoctor(commandOf(...args), { output }, worldWith(facts)), printed };
  }

  it('prints a line a check and ends with 0 when all is well', async () => {
    const { exitCode, printed } = await run({});
    expect(exitCode).toBe(0);
    expect(printed).toMatch(/^ok {6}Erlang: +OTP 25, with mnesia\n/);
    expect(printed).toMatch(/\nAll well\.\n$/);
  });

  it('says what to do and ends with 1 when something failed', async () => {
    const { exitCode, printed } = await run({ handshake: { code: 'REFUSED', text: 'refuses us \u001b[1m' } });
    expect(exitCode).toBe(1);
    expect(printed).toMatch(/\nFAILED {2}handshake: +refuses us \\x\{1b\}\[1m\n {8}-> compare the cookie file/);
    expect(printed).toMatch(/\n- {7}cluster: +not checked: ejabberd did not let us in\n/);
    expect(printed).toMatch(/\nOne check failed\.\n$/);
  });

  it('does not fail for a note', async () => {
    const { exitCode, printed } = await run({ table: { note: 'b.test (sql)' } });
    expect([exitCode, printed.includes('note    session table: b.test (sql)')]).toEqual([0, true]);
  });

  it('prints objects for machines', async () => {
    const { printed } = await run({}, '--json');
    const verdicts = printed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Verdict);
    expect(verdicts[0]).toEqual({ check: 'Erlang', outcome: 'ok', found: 'OTP 25, with mnesia' });
  });
});
