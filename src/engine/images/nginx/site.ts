// What a configuration serves: servers by port and name, locations, upstreams (ngx_http_core_module's matching).
import { ConfigError, type Directive } from './config.ts';

export interface Listen {
  readonly port: number;
  readonly ssl: boolean;
  readonly isDefault: boolean;
}

export interface Location {
  readonly modifier: '' | '=' | '^~' | '~' | '~*';
  readonly path: string;
  readonly directives: readonly Directive[];
}

export interface Server {
  readonly listens: readonly Listen[];
  readonly names: readonly string[];
  readonly locations: readonly Location[];
  /** The server's own directives over those of http. */
  readonly directives: readonly Directive[];
}

export interface UpstreamServer {
  readonly host: string;
  readonly port: number;
  readonly at: Directive;
}

export interface Site {
  readonly servers: readonly Server[];
  readonly upstreams: ReadonlyMap<string, readonly UpstreamServer[]>;
  /** `error_log … notice` or lower: the start and stop of workers is told. */
  readonly notices: boolean;
}

const known = new Set(
  (
    'user worker_processes error_log pid events http worker_connections multi_accept use include default_type log_format access_log sendfile tcp_nopush tcp_nodelay keepalive_timeout keepalive_requests gzip gzip_types gzip_vary gzip_min_length ' +
    'gzip_comp_level gzip_proxied gzip_disable gzip_buffers gzip_http_version gzip_static server listen server_name location root alias index try_files return rewrite set if proxy_pass proxy_set_header proxy_http_version proxy_buffering ' +
    'proxy_read_timeout proxy_connect_timeout proxy_send_timeout proxy_redirect proxy_cache proxy_cache_path proxy_cache_valid proxy_hide_header proxy_pass_header proxy_ssl_verify proxy_ssl_server_name proxy_buffers proxy_buffer_size ' +
    'proxy_busy_buffers_size proxy_request_buffering proxy_next_upstream proxy_intercept_errors add_header expires error_page upstream keepalive least_conn ip_hash hash random zone stub_status autoindex charset deny allow auth_basic auth_basic_user_file ' +
    'client_max_body_size client_body_buffer_size client_body_timeout client_header_timeout send_timeout resolver resolver_timeout ssl ssl_certificate ssl_certificate_key ssl_protocols ssl_ciphers ssl_prefer_server_ciphers ssl_session_cache ' +
    'ssl_session_timeout ssl_session_tickets ssl_client_certificate ssl_verify_client map geo types types_hash_max_size types_hash_bucket_size server_names_hash_bucket_size variables_hash_max_size server_tokens real_ip_header set_real_ip_from ' +
    'limit_req limit_req_zone limit_conn limit_conn_zone daemon master_process internal etag if_modified_since large_client_header_buffers reset_timedout_connection open_file_cache worker_rlimit_nofile worker_shutdown_timeout env load_module stream ' +
    'fastcgi_pass fastcgi_param fastcgi_index uwsgi_pass grpc_pass http2 port_in_redirect absolute_redirect merge_slashes log_not_found break satisfy auth_request sub_filter sub_filter_once mirror split_clients thread_pool pcre_jit lingering_close msie_padding'
  ).split(' '),
);
const freeBlocks = new Set(['map', 'geo', 'types', 'split_clients']);

const sites = new WeakMap<readonly Directive[], Site>();

/** The site of a configuration; throws ConfigError. One configuration has one site. */
export function siteOf(directives: readonly Directive[], globals: readonly Directive[]): Site {
  check(globals);
  let site = sites.get(directives);
  if (!site) {
    site = build(directives);
    sites.set(directives, site);
  }
  return site;
}

function build(directives: readonly Directive[]): Site {
  check(directives);
  const http = directives.find(({ name }) => name === 'http');
  if (!directives.some(({ name }) => name === 'events')) throw new ConfigError('no "events" section in configuration');
  const outer = http?.block ?? [];
  const level = directives.find(({ name }) => name === 'error_log')?.args[1];
  return {
    servers: outer.filter(({ name }) => name === 'server').map((server) => serverOf(server, outer)),
    upstreams: new Map(outer.filter(({ name }) => name === 'upstream').map((upstream) => [upstream.args[0] ?? '', upstreamOf(upstream)])),
    notices: level === 'notice' || level === 'info' || level === 'debug',
  };
}

function check(directives: readonly Directive[]): void {
  for (const directive of directives) {
    if (!known.has(directive.name)) throw new ConfigError(`unknown directive "${directive.name}"`, directive);
    if (directive.block && !freeBlocks.has(directive.name) && directive.name !== 'upstream') check(directive.block);
  }
}

function serverOf({ block = [] }: Directive, outer: readonly Directive[]): Server {
  const own = block;
  const sslOn = own.some(({ name, args }) => name === 'ssl' && args[0] === 'on');
  const listens = own.filter(({ name }) => name === 'listen').flatMap((listen) => listenOf(listen, sslOn));
  const inherited = outer.filter(({ name }) => name !== 'server' && name !== 'upstream' && !own.some((directive) => directive.name === name));
  return {
    listens: listens.length > 0 ? listens : [{ port: 80, ssl: sslOn, isDefault: false }],
    names: own.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args),
    locations: own.filter(({ name }) => name === 'location').map((location) => locationOf(location)),
    directives: [...own.filter(({ name }) => name !== 'location'), ...inherited],
  };
}

function listenOf(listen: Directive, sslOn: boolean): Listen[] {
  const [address = '', ...flags] = listen.args;
  if (address.startsWith('unix:')) return [];
  const text = /^\d+$/.test(address) ? address : (/:(\d+)$/.exec(address)?.[1] ?? '80');
  const port = Number(text);
  if (port < 1 || port > 65535) throw new ConfigError(`invalid port in "${address}" of the "listen" directive`, listen);
  return [{ port, ssl: sslOn || flags.includes('ssl'), isDefault: flags.includes('default_server') || flags.includes('default') }];
}

function locationOf({ args, block = [] }: Directive): Location {
  const [first = '', second] = args;
  if (second !== undefined) return { modifier: first as Location['modifier'], path: second, directives: block };
  const m = /^(=|\^~|~\*|~)(.+)$/.exec(first);
  return m ? { modifier: m[1] as Location['modifier'], path: m[2] as string, directives: block } : { modifier: '', path: first, directives: block };
}

function upstreamOf(upstream: Directive): UpstreamServer[] {
  const servers = (upstream.block ?? []).filter(({ name }) => name === 'server').map((server): UpstreamServer => {
    const [host = '', port] = (server.args[0] ?? '').split(':');
    return { host, port: Number(port ?? 80), at: server };
  });
  if (servers.length === 0) throw new ConfigError('no servers are inside upstream', upstream);
  return servers;
}

/** The server for a port and a Host header. */
export function chooseServer(site: Site, port: number, host: string): Server | undefined {
  const candidates = site.servers.filter(({ listens }) => listens.some((listen) => listen.port === port));
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    candidates.find(({ names }) => names.includes(name)) ??
    candidates.find(({ names }) => names.some((pattern) => (pattern.startsWith('*.') && name.endsWith(pattern.slice(1))) || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1))) || (pattern.startsWith('~') && new RegExp(pattern.slice(1)).test(name)))) ??
    candidates.find(({ listens }) => listens.some((listen) => listen.port === port && listen.isDefault)) ??
    candidates[0]
  );
}

/** The location for a path: exact, then the longest prefix, unless a regular expression matches and the prefix does not forbid it. */
export function chooseLocation(server: Server, path: string): Location | undefined {
  const exact = server.locations.find(({ modifier, path: own }) => modifier === '=' && own === path);
  if (exact) return exact;
  let best: Location | undefined;
  for (const location of server.locations) {
    if ((location.modifier === '' || location.modifier === '^~') && path.startsWith(location.path) && location.path.length >= (best?.path.length ?? 0)) best = location;
  }
  if (best?.modifier === '^~') return best;
  return server.locations.find(({ modifier, path: pattern }) => (modifier === '~' && new RegExp(pattern).test(path)) || (modifier === '~*' && new RegExp(pattern, 'i').test(path))) ?? best;
}

/** A directive's arguments: the location's own, else the server's. */
export function setting(name: string, server: Server | undefined, location: Location | undefined): readonly string[] | undefined {
  return (location?.directives.find((directive) => directive.name === name) ?? server?.directives.find((directive) => directive.name === name))?.args;
}
