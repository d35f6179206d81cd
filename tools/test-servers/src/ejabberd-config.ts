/** What the configuration of a test's ejabberd depends on. */
export interface EjabberdSetUp {
  readonly domain: string;
  /** For clients over TCP. */
  readonly port: number;
  /** For clients over WebSocket (`/ws`) and BOSH (`/bosh`), and for the administrator's calls (`/api`). */
  readonly httpPort: number;
  /** With its MQTT broker, which calls every node of the cluster. Default false. */
  readonly mqtt?: boolean;
}

/** Calls that the tests make by HTTP, from this machine and without a password. */
const OPEN_CALLS = ['status', 'connected_users', 'connected_users_number', 'connected_users_info'];

/** With stream management and WebSocket, as Debian's own configuration has; without connections to other servers. JSON is YAML. */
export function ejabberdConfigOf({ domain, port, httpPort, mqtt }: EjabberdSetUp): string {
  const loopback = '127.0.0.1';
  return JSON.stringify({
    hosts: [domain],
    loglevel: 'warning',
    auth_method: 'internal',
    auth_password_format: 'plain',
    s2s_access: 'none',
    listen: [
      { port, ip: loopback, module: 'ejabberd_c2s', access: 'c2s', starttls: false },
      {
        ...{ port: httpPort, ip: loopback, module: 'ejabberd_http' },
        request_handlers: { '/ws': 'ejabberd_http_ws', '/bosh': 'mod_bosh', '/api': 'mod_http_api' },
      },
    ],
    access_rules: { c2s: { allow: 'all' } },
    api_permissions: {
      console: { from: ['ejabberd_ctl'], who: 'all', what: '*' },
      tests: { from: ['mod_http_api'], who: { ip: '127.0.0.0/8' }, what: OPEN_CALLS },
    },
    shaper_rules: { max_user_sessions: 10 },
    modules: {
      ...{ mod_roster: {}, mod_ping: {}, mod_disco: {}, mod_stream_mgmt: {}, mod_bosh: {}, mod_admin_extra: {} },
      ...(mqtt === true && { mod_mqtt: {} }),
    },
  });
}
