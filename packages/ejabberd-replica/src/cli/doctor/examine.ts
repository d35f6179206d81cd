import { planNodes } from '../../child/own-node.ts';
import type { DoctorCommand } from '../command-line.ts';
import { findNodeName, NAMES_MUST_FIT, namesFit } from '../../node-names.ts';
import { NO_FACTS, type InstalledErlang } from './doctor-facts.ts';
import type { DoctorProbes } from './doctor-probes.ts';
import { encodeNamesRequest, encodePortRequest, findNames, findPort } from './epmd-protocol.ts';
import { judgeFacts, skippedFacts } from './judge-facts.ts';
import { verdictsOf, type Verdict } from './verdict.ts';

/** One check: its verdict, and what later checks need of it; without that they are skipped. */
interface Step<T> {
  readonly verdict: Verdict;
  readonly result?: T;
}

/** Where ejabberd's node is. */
interface Place {
  readonly name: string;
  readonly address: string;
  readonly epmdPort: number;
}

/** Checks one thing after the other, from what is near to what is far. Where one fails, those that need it are skipped. */
export async function* examine(command: DoctorCommand, probes: DoctorProbes): AsyncGenerator<Verdict> {
  const erlang = await checkErlang(probes);
  yield erlang.verdict;
  const names = checkNames(command);
  yield names.verdict;
  const cookie = await checkCookie(probes);
  yield cookie.verdict;
  const place = await checkHost(command, probes);
  yield place.verdict;
  const port = await checkEpmd(place.result, probes);
  yield port.verdict;
  const reached = await checkPort(place.result, port.result, probes);
  yield reached.verdict;
  yield* checkWithErlang(
    command,
    { erlang: erlang.result, cookie: cookie.result, isReached: names.result === true && reached.result === true },
    probes,
  );
}

async function checkErlang(probes: DoctorProbes): Promise<Step<InstalledErlang>> {
  const { ok, failed } = verdictsOf('Erlang');
  const facts = await probes.askErlang(['hello']);
  if ('trouble' in facts) return { verdict: failed(facts.trouble.detail, 'see above') };
  const { erlang } = facts;
  if (erlang === undefined)
    return { verdict: failed(`it does not run: ${facts.broken ?? 'no answer'}`, 'run "erl" by hand and see what it says') };
  const found = `OTP ${erlang.otp}`;
  if (!erlang.hasMnesia) return { verdict: failed(`${found}, without mnesia`, 'install mnesia (Debian: erlang-mnesia)') };
  return { verdict: ok(`${found}, with mnesia`), result: erlang };
}

function checkNames(command: DoctorCommand): Step<true> {
  const { ok, failed } = verdictsOf('names');
  const found = `${command.ownNode} is to talk to ${command.node}`;
  if (namesFit(command)) return { verdict: ok(found), result: true };
  return { verdict: failed(found, `choose another --own-node: ${NAMES_MUST_FIT}`) };
}

async function checkCookie(probes: DoctorProbes): Promise<Step<string>> {
  const { ok, failed } = verdictsOf('cookie file');
  const result = await probes.readCookie();
  if ('cookie' in result) return { verdict: ok('readable, and for nobody else'), result: result.cookie };
  return {
    verdict: failed(
      result.trouble.detail,
      "--cookie-file names a file of yours, mode 400 or 600, with the text of ejabberd's own (Debian: /var/lib/ejabberd/.erlang.cookie)",
    ),
  };
}

async function checkHost({ node, epmdPort }: DoctorCommand, probes: DoctorProbes): Promise<Step<Place>> {
  const { ok, failed } = verdictsOf('host');
  const { name = '', host = '' } = findNodeName(node) ?? {};
  const resolved = await probes.resolve(host);
  if ('address' in resolved) {
    return { verdict: ok(`${host} is ${resolved.address}`), result: { name, address: resolved.address, epmdPort } };
  }
  return {
    verdict: failed(
      `${host} cannot be resolved (${resolved.failure})`,
      'the host of --node must be known here by the name that ejabberd itself goes by: DNS or /etc/hosts',
    ),
  };
}

async function checkEpmd(place: Place | undefined, probes: DoctorProbes): Promise<Step<number>> {
  const { ok, failed, skipped } = verdictsOf('epmd');
  if (place === undefined) return { verdict: skipped('its host is not known') };
  const { name, address, epmdPort } = place;
  const at = `${address} port ${epmdPort}`;
  const outcome = await probes.ask({ host: address, port: epmdPort }, encodePortRequest(name));
  if ('failure' in outcome) {
    const advice = 'start ejabberd, which starts epmd; let this machine through its firewall; give another port with --epmd-port';
    return { verdict: failed(`nothing answers at ${at} (${outcome.failure})`, advice) };
  }
  const port = findPort(outcome.answer);
  if (port === undefined) return { verdict: failed(`what answers at ${at} is no epmd`, 'give its port with --epmd-port') };
  if (port !== 'none') return { verdict: ok(`${name} is registered at ${at}, and listens at port ${port}`), result: port };
  return {
    verdict: failed(
      `the epmd at ${at} knows no ${name}${await listNames(place, probes)}`,
      'start ejabberd, or give its own name for its node with --node (ejabberdctl status says it)',
    ),
  };
}

/** Who is there instead, to help with a misspelt name. */
async function listNames({ address, epmdPort }: Place, probes: DoctorProbes): Promise<string> {
  const outcome = await probes.ask({ host: address, port: epmdPort }, encodeNamesRequest());
  const nodes = 'failure' in outcome ? undefined : findNames(outcome.answer);
  if (nodes === undefined) return '';
  return nodes.length === 0 ? ', nor anybody else' : `, only ${nodes.map(({ name }) => name).join(', ')}`;
}

async function checkPort(place: Place | undefined, port: number | undefined, probes: DoctorProbes): Promise<Step<true>> {
  const { ok, failed, skipped } = verdictsOf('port');
  if (place === undefined || port === undefined) return { verdict: skipped('it is not known') };
  const outcome = await probes.ask({ host: place.address, port });
  const at = `${place.address} port ${port}`;
  if ('answer' in outcome) return { verdict: ok(`${at} can be reached`), result: true };
  const advice =
    'let this machine through to it; ejabberd can be given fixed ports (FIREWALL_WINDOW in ejabberdctl.cfg) and an address (INET_DIST_INTERFACE)';
  return { verdict: failed(`${at} cannot be reached (${outcome.failure})`, advice) };
}

interface Found {
  readonly erlang: InstalledErlang | undefined;
  readonly cookie: string | undefined;
  readonly isReached: boolean;
}

async function* checkWithErlang(command: DoctorCommand, found: Found, probes: DoctorProbes): AsyncGenerator<Verdict> {
  const { mode, node, ownNode } = command;
  const isJoining = mode === 'replica';
  const { erlang, cookie, isReached } = found;
  if (erlang === undefined || cookie === undefined || !isReached) {
    yield* skippedFacts('what it needs is missing', isJoining);
    return;
  }
  const { listenAddress } = planNodes(command);
  const facts = await probes.askErlang([
    ...[`cookie ${cookie}`, `own ${ownNode}`, `mode ${mode}`],
    ...(listenAddress === undefined ? [] : [`listen ${listenAddress}`]),
    `examine ${node}`,
  ]);
  yield* judgeFacts('trouble' in facts ? { ...NO_FACTS, broken: facts.trouble.detail } : facts, {
    isJoining,
    node,
    ownNode,
    otp: erlang.otp,
  });
}
