import type { CertificateFiles } from './certificate-authority.ts';

/** The SIP domain that the test server is responsible for. */
export const SIP_TEST_DOMAIN = 'pbx.test';

/** How a kamailio is to be. */
export interface KamailioOptions {
  /** With one, there is a third port that takes TLS. */
  readonly tls?: CertificateFiles;
  /** With one, SUBSCRIBE needs it, whatever the user is called. */
  readonly password?: string;
  /** How the password is asked for: by the server itself or as a proxy; default 401. */
  readonly challenge?: 401 | 407;
  /** What the password is asked with; default MD5. */
  readonly algorithm?: 'MD5' | 'SHA-256';
  /** A line that never had a call is told to be idle; default true. Without, nothing is told of it. */
  readonly tellsIdleLines?: boolean;
  /** Whether lines can be watched at all; default true. Without, the package `dialog` is unknown. */
  readonly knowsDialogs?: boolean;
  /** Longest subscription, seconds; default 3600. */
  readonly maxExpiresSeconds?: number;
  /** Shorter subscriptions are refused with 423; seconds, default 0. */
  readonly minExpiresSeconds?: number;
}

/** What the configuration needs to know besides. */
export interface KamailioPlan extends KamailioOptions {
  readonly directory: string;
  /** For UDP and TCP. */
  readonly port: number;
  readonly tlsPort: number;
}

/**
 * Registrar, proxy and presence server in one: `pua_dialoginfo` publishes the calls it sees, `presence_dialoginfo` tells them. All state is in memory; the
 * modules want a database all the same and get empty tables as text files.
 */
export function kamailioConfig(plan: KamailioPlan): string {
  return [
    ...globals(plan),
    ...modulesOf(plan).map((name) => `loadmodule "${name}.so"`),
    ...tlsLines(plan),
    ...parameters(plan),
    ROUTES(plan),
  ].join('\n');
}

/** tm before sl, pua before pua_dialoginfo: each needs what the one before it offers. */
function modulesOf({ knowsDialogs = true }: KamailioPlan): string[] {
  return [
    ...[
      'db_text',
      'kex',
      'tm',
      'sl',
      'rr',
      'pv',
      'maxfwd',
      'textops',
      'siputils',
      'xlog',
      'usrloc',
      'registrar',
      'auth',
      'dialog',
    ],
    ...['pua', 'presence', 'presence_xml', ...(knowsDialogs ? DIALOG_MODULES : [])],
  ];
}

const DIALOG_MODULES = ['pua_dialoginfo', 'presence_dialoginfo'];

function globals({ port, tlsPort, tls }: KamailioPlan): string[] {
  return [
    '#!KAMAILIO',
    'debug=1',
    'log_stderror=yes',
    'fork=yes',
    'children=2',
    'tcp_children=2',
    'auto_aliases=no',
    'dns=no',
    'rev_dns=no',
    `alias="${SIP_TEST_DOMAIN}"`,
    `listen=udp:127.0.0.1:${String(port)}`,
    `listen=tcp:127.0.0.1:${String(port)}`,
    ...(tls ? ['enable_tls=yes', `listen=tls:127.0.0.1:${String(tlsPort)}`] : []),
  ];
}

function tlsLines({ tls }: KamailioPlan): string[] {
  if (tls === undefined) return [];
  const parameter = (name: string, value: string): string => `modparam("tls","${name}","${value}")`;
  return [
    'loadmodule "tls.so"',
    // Its default is TLS 1.0 and nothing else.
    parameter('tls_method', 'TLSv1.2+'),
    parameter('private_key', tls.keyFile),
    parameter('certificate', tls.certFile),
  ];
}

function parameters(plan: KamailioPlan): string[] {
  const { directory, port, algorithm = 'MD5', tellsIdleLines = true, maxExpiresSeconds = 3600, minExpiresSeconds = 0 } = plan;
  const values: readonly (readonly [string, string, string | number])[] = [
    ['usrloc', 'db_mode', 0],
    ['presence|pua|presence_xml', 'db_url', `text://${directory}/db`],
    ['presence', 'subs_db_mode', 0],
    ['presence', 'publ_cache', 2],
    ['presence', 'notifier_processes', 0],
    ['presence', 'max_expires', maxExpiresSeconds],
    ['presence', 'min_expires', minExpiresSeconds],
    // 1: too short is refused with 423, not lengthened.
    ['presence', 'min_expires_action', 1],
    ['presence_xml', 'force_active', 1],
    ['presence_dialoginfo', 'force_dummy_dialog', tellsIdleLines ? 1 : 0],
    ['pua', 'outbound_proxy', `sip:127.0.0.1:${String(port)}`],
    ['pua', 'db_mode', 0],
    ['pua_dialoginfo', 'send_publish_flag', 8],
    ['pua_dialoginfo', 'include_callid', 1],
    ['pua_dialoginfo', 'include_tags', 1],
    ['pua_dialoginfo', 'include_localremote', 1],
    ['auth', 'algorithm', algorithm],
    ['auth', 'nonce_expire', 300],
  ];
  const isLoaded = (module: string): boolean => plan.knowsDialogs !== false || !DIALOG_MODULES.includes(module);
  return values
    .filter(([module]) => isLoaded(module))
    .map(([module, name, value]) => `modparam("${module}","${name}",${JSON.stringify(value)})`);
}

/** Numbers that begin with 403, 404 or 503 get that for an answer: what other proxies say by rules of their own. */
const ROUTES = (plan: KamailioPlan): string => `
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("OPTIONS") && uri == myself && $rU == $null) { sl_send_reply("200", "OK"); exit; }
  if (has_totag()) {
    if (is_method("SUBSCRIBE")) { route(PRESENCE); exit; }
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
    sl_send_reply("404", "Not here");
    exit;
  }
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  t_check_trans();
  if (is_method("PUBLISH|SUBSCRIBE")) { route(PRESENCE); exit; }
  if (is_method("REGISTER")) { save("location"); exit; }
  if (is_method("INVITE")) {
    setflag(8);
    dlg_manage();
    record_route();
    if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
    t_relay();
    exit;
  }
  sl_send_reply("405", "Method Not Allowed");
}

route[PRESENCE] {
  if (is_method("SUBSCRIBE")) {
    if ($rU =~ "^403") { sl_send_reply("403", "Forbidden"); exit; }
    if ($rU =~ "^404") { sl_send_reply("404", "Not Found"); exit; }
    if ($rU =~ "^503") { append_to_reply("Retry-After: 1\\r\\n"); sl_send_reply("503", "Service Unavailable"); exit; }
${authentication(plan)}
  }
  if (!t_newtran()) { sl_reply_error(); exit; }
  if (is_method("PUBLISH")) { handle_publish(); } else { handle_subscribe(); }
  t_release();
}
`;

function authentication({ password, challenge = 401 }: KamailioPlan): string {
  if (password === undefined) return '';
  const [authenticate, ask] =
    challenge === 401 ? ['pv_www_authenticate', 'www_challenge'] : ['pv_proxy_authenticate', 'proxy_challenge'];
  return [
    `    if (!${authenticate}("${SIP_TEST_DOMAIN}", "${password}", "0")) { ${ask}("${SIP_TEST_DOMAIN}", "1"); exit; }`,
    '    consume_credentials();',
  ].join('\n');
}
