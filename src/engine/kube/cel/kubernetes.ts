// Kubernetes' own types in CEL: quantities, IP addresses and CIDRs, URLs, named formats, semantic versions (apiserver/pkg/cel/library).
import { contains, ipText, parseCidr, parseIp, type Cidr } from '../ip.ts';
import * as names from '../names.ts';
import { add, compare, parseQuantity, type Quantity, quantityError, subtract } from '../quantity.ts';
import { decodeBytes } from '../../base/base64.ts';
import { parseRfc3339 } from '../../base/time.ts';
import type { Library } from './library.ts';
import { type CelValue, Entries, EvaluationFault, none, Opaque, Optional, type FormatName, type SemVer, type UrlParts } from './values.ts';

const NANO = 1_000_000_000n;
const MAX_INT = 2n ** 63n - 1n;
const valueOf = <T>(opaque: Opaque): T => opaque.value as T;

export function addKubernetes(library: Library): void {
  addQuantity(library);
  addAddresses(library);
  addUrls(library);
  addFormats(library);
  addVersions(library);
}

function addQuantity(library: Library): void {
  const Q = 'kubernetes.Quantity';
  const m = library.member.bind(library);
  library.global('isQuantity', 'string', 'bool', (text: string) => quantityError(text) === undefined);
  library.global('quantity', 'string', Q, (text: string) => {
    const error = quantityError(text);
    if (error !== undefined) throw new EvaluationFault(error);
    return new Opaque(Q, parseQuantity(text));
  });
  const whole = ({ nano }: Quantity): bigint | undefined => (nano % NANO === 0n && nano / NANO <= MAX_INT && nano / NANO >= -MAX_INT ? nano / NANO : undefined);
  m('isInteger', Q, 'bool', (q: Opaque) => whole(valueOf(q)) !== undefined);
  m('asInteger', Q, 'int', (q: Opaque) => {
    const value = whole(valueOf(q));
    if (value === undefined) throw new EvaluationFault('cannot convert value to integer');
    return value;
  });
  m('asApproximateFloat', Q, 'double', (q: Opaque) => Number(valueOf<Quantity>(q).nano) / 1e9);
  m('sign', Q, 'int', (q: Opaque) => BigInt(compare(valueOf(q), { nano: 0n, format: 'DecimalSI' })));
  m('compareTo', `${Q}, ${Q}`, 'int', (a: Opaque, b: Opaque) => BigInt(compare(valueOf(a), valueOf(b))));
  m('isGreaterThan', `${Q}, ${Q}`, 'bool', (a: Opaque, b: Opaque) => compare(valueOf(a), valueOf(b)) > 0);
  m('isLessThan', `${Q}, ${Q}`, 'bool', (a: Opaque, b: Opaque) => compare(valueOf(a), valueOf(b)) < 0);
  const integer = (value: bigint): Quantity => ({ nano: value * NANO, format: 'DecimalSI' });
  m('add', `${Q}, ${Q}`, Q, (a: Opaque, b: Opaque) => new Opaque(Q, add(valueOf(a), valueOf(b))));
  m('add', `${Q}, int`, Q, (a: Opaque, b: bigint) => new Opaque(Q, add(valueOf(a), integer(b))));
  m('sub', `${Q}, ${Q}`, Q, (a: Opaque, b: Opaque) => new Opaque(Q, subtract(valueOf(a), valueOf(b))));
  m('sub', `${Q}, int`, Q, (a: Opaque, b: bigint) => new Opaque(Q, subtract(valueOf(a), integer(b))));
}

/** Strict as netip: no leading zeros, no zone, no IPv4 in IPv6. */
function strictIp(text: string): readonly number[] | string {
  const said = (why: string): string => `IP Address ${JSON.stringify(text)} parse error during conversion from string: ParseAddr(${JSON.stringify(text)}): ${why}`;
  const bytes = /(^|\.)0\d/.test(text) ? undefined : parseIp(text);
  if (!bytes) return said('unable to parse IP');
  if (bytes.length === 16 && bytes.slice(0, 10).every((b) => b === 0) && bytes[10] === 255 && bytes[11] === 255) return `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`;
  return bytes;
}

function strictCidr(text: string): Cidr | string {
  const cidr = /(^|\.)0\d/.test(text) || /\/0\d/.test(text) ? undefined : parseCidr(text);
  return cidr ?? `CIDR ${JSON.stringify(text)} parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): no '/'`;
}

const bytesOf = (ip: Opaque): readonly number[] => valueOf(ip);
const isV4 = (bytes: readonly number[]): boolean => bytes.length === 4;
const cidrText = ({ address, bits }: Cidr): string => `${ipText(address)}/${bits}`;
const masked = ({ address, bits }: Cidr): Cidr => ({ bits, address: address.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, bits - i * 8))) & 0xff) });

function addAddresses(library: Library): void {
  const [IP, CIDR] = ['net.IP', 'net.CIDR'];
  const g = library.global.bind(library);
  const m = library.member.bind(library);
  const ip = (text: string): Opaque => {
    const bytes = strictIp(text);
    if (typeof bytes === 'string') throw new EvaluationFault(bytes);
    return new Opaque(IP, bytes);
  };
  const cidr = (text: string): Opaque => {
    const found = strictCidr(text);
    if (typeof found === 'string') throw new EvaluationFault(found);
    return new Opaque(CIDR, found);
  };
  g('isIP', 'string', 'bool', (text: string) => typeof strictIp(text) !== 'string');
  g('ip', 'string', IP, ip);
  g('ip.isCanonical', 'string', 'bool', (text: string) => ipText(bytesOf(ip(text))) === text);
  g('string', IP, 'string', (value: Opaque) => ipText(bytesOf(value)));
  m('family', IP, 'int', (value: Opaque) => (isV4(bytesOf(value)) ? 4n : 6n));
  const test = (name: string, holds: (bytes: readonly number[]) => boolean): void => m(name, IP, 'bool', (value: Opaque) => holds(bytesOf(value)));
  test('isUnspecified', (b) => b.every((byte) => byte === 0));
  test('isLoopback', (b) => (isV4(b) ? b[0] === 127 : b.slice(0, 15).every((byte) => byte === 0) && b[15] === 1));
  test('isLinkLocalMulticast', (b) => (isV4(b) ? b[0] === 224 && b[1] === 0 && b[2] === 0 : b[0] === 0xff && ((b[1] ?? 0) & 0x0f) === 2));
  test('isLinkLocalUnicast', (b) => (isV4(b) ? b[0] === 169 && b[1] === 254 : b[0] === 0xfe && ((b[1] ?? 0) & 0xc0) === 0x80));
  test('isGlobalUnicast', (b) => {
    if (b.every((byte) => byte === 0)) return false;
    if (isV4(b)) return b[0] !== 127 && (b[0] ?? 0) < 224 && !(b[0] === 169 && b[1] === 254);
    return b[0] !== 0xff && !(b[0] === 0xfe && ((b[1] ?? 0) & 0xc0) === 0x80) && !(b.slice(0, 15).every((byte) => byte === 0) && b[15] === 1);
  });
  g('isCIDR', 'string', 'bool', (text: string) => typeof strictCidr(text) !== 'string');
  g('cidr', 'string', CIDR, cidr);
  g('string', CIDR, 'string', (value: Opaque) => cidrText(valueOf(value)));
  m('ip', CIDR, IP, (value: Opaque) => new Opaque(IP, valueOf<Cidr>(value).address));
  m('prefixLength', CIDR, 'int', (value: Opaque) => BigInt(valueOf<Cidr>(value).bits));
  m('masked', CIDR, CIDR, (value: Opaque) => new Opaque(CIDR, masked(valueOf(value))));
  m('containsIP', `${CIDR}, ${IP}`, 'bool', (block: Opaque, value: Opaque) => contains(valueOf(block), bytesOf(value)));
  m('containsIP', `${CIDR}, string`, 'bool', (block: Opaque, text: string) => contains(valueOf(block), bytesOf(ip(text))));
  const holds = (outer: Cidr, inner: Cidr): boolean => outer.bits <= inner.bits && contains(outer, inner.address);
  m('containsCIDR', `${CIDR}, ${CIDR}`, 'bool', (a: Opaque, b: Opaque) => holds(valueOf(a), valueOf(b)));
  m('containsCIDR', `${CIDR}, string`, 'bool', (a: Opaque, text: string) => holds(valueOf(a), valueOf(cidr(text))));
}

/** As url.ParseRequestURI: absolute, or a path. */
function parseUrl(text: string): UrlParts | undefined {
  if (/[\x00-\x20\x7f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  const m = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):(?:\/\/([^/?#]*))?|(?=\/))([^?]*)(?:\?(.*))?$/.exec(text);
  if (!m) return undefined;
  const [, scheme = '', authority = '', path = '', query = ''] = m;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (scheme !== '' && authority === '' && !path.startsWith('/')) return undefined;
  return /:(?!\d*$)[^\]]*$/.test(host) && !host.startsWith('[') ? undefined : { scheme, host, path, query, text };
}

function addUrls(library: Library): void {
  const URL = 'kubernetes.URL';
  const m = library.member.bind(library);
  library.global('isURL', 'string', 'bool', (text: string) => parseUrl(text) !== undefined);
  library.global('url', 'string', URL, (text: string) => {
    const found = parseUrl(text);
    if (!found) throw new EvaluationFault(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`);
    return new Opaque(URL, found);
  });
  const part = (name: string, read: (url: UrlParts) => string): void => m(name, URL, 'string', (url: Opaque) => read(valueOf(url)));
  part('getScheme', ({ scheme }) => scheme);
  part('getHost', ({ host }) => host);
  part('getHostname', ({ host }) => (/^\[(.*)\]/.exec(host)?.[1] ?? host.replace(/:\d*$/, '')));
  part('getPort', ({ host }) => /:(\d*)$/.exec(host)?.[1] ?? '');
  part('getEscapedPath', ({ path }) => path);
  m('getQuery', URL, 'map(string, list(string))', (url: Opaque) => queryOf(valueOf<UrlParts>(url).query));
}

function queryOf(query: string): CelValue {
  const found = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const [name = '', ...rest] = pair.split('=');
    const plain = (text: string): string => decodeURIComponent(text.replace(/\+/g, ' '));
    const values = found.get(plain(name)) ?? [];
    values.push(plain(rest.join('=')));
    found.set(plain(name), values);
  }
  return new Entries([...found]);
}

const FORMATS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  dns1123Label: names.dns1123Label,
  dns1123Subdomain: names.dns1123Subdomain,
  dns1035Label: names.dns1035Label,
  qualifiedName: names.qualifiedName,
  labelValue: names.labelValue,
  dns1123LabelPrefix: (text) => names.dns1123Label(text.endsWith('-') ? `${text.slice(0, -1)}a` : text),
  dns1123SubdomainPrefix: (text) => names.dns1123Subdomain(text.endsWith('-') ? `${text.slice(0, -1)}a` : text),
  dns1035LabelPrefix: (text) => names.dns1035Label(text.endsWith('-') ? `${text.slice(0, -1)}a` : text),
  uri: (text) => (parseUrl(text) ? [] : [`parse ${JSON.stringify(text)}: invalid URI for request`]),
  uuid: (text) => (/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text) ? [] : ['does not match the UUID format']),
  byte: (text) => ('badAt' in decodeBytes(text) ? ['invalid base64'] : []),
  date: (text) => (parseRfc3339(`${text}T00:00:00Z`) === undefined ? ['invalid date'] : []),
  datetime: (text) => (parseRfc3339(text) === undefined ? ['invalid datetime'] : []),
};

function addFormats(library: Library): void {
  const F = 'kubernetes.NamedFormat';
  const make = (format: string): Opaque => new Opaque(F, { format });
  library.global('format.named', 'string', `optional_type(${F})`, (name: string) => (Object.hasOwn(FORMATS, name) ? new Optional(make(name)) : none));
  for (const name of Object.keys(FORMATS)) library.global(`format.${name}`, '', F, () => make(name));
  library.member('validate', `${F}, string`, 'optional_type(list(string))', (format: Opaque, text: string) => {
    const problems = FORMATS[valueOf<FormatName>(format).format]?.(text) ?? [];
    return problems.length === 0 ? none : new Optional(problems);
  });
}

const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** A version as an expression has it; undefined where the text is none. */
export function versionValue(text: string): Opaque | undefined {
  const version = parseVersion(text, false);
  return version && new Opaque('kubernetes.Semver', version);
}

function parseVersion(text: string, normalize: boolean): SemVer | undefined {
  let plain = text;
  if (normalize) {
    plain = plain.replace(/^v/, '').replace(/^\d+(\.\d+)*/, (core) => [...core.split('.').map((part) => part.replace(/^0+(?=\d)/, '')), '0', '0'].slice(0, Math.max(3, core.split('.').length)).join('.'));
  }
  const m = SEMVER.exec(plain);
  return m ? { major: BigInt(m[1] ?? 0), minor: BigInt(m[2] ?? 0), patch: BigInt(m[3] ?? 0), pre: m[4]?.split('.') ?? [] } : undefined;
}

function compareVersions(a: SemVer, b: SemVer): number {
  for (const part of ['major', 'minor', 'patch'] as const) if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i++) {
    const [x, y] = [a.pre[i], b.pre[i]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const [n, o] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (n !== o) return n ? -1 : 1;
    if (x !== y) return n ? (BigInt(x) < BigInt(y) ? -1 : 1) : x < y ? -1 : 1;
  }
  return 0;
}

function addVersions(library: Library): void {
  const V = 'kubernetes.Semver';
  const make = (text: string, normalize = false): Opaque => {
    const version = parseVersion(text, normalize);
    if (!version) throw new EvaluationFault(`No Major.Minor.Patch elements found`);
    return new Opaque(V, version);
  };
  library.global('isSemver', 'string', 'bool', (text: string) => parseVersion(text, false) !== undefined);
  library.global('isSemver', 'string, bool', 'bool', (text: string, normalize: boolean) => parseVersion(text, normalize) !== undefined);
  library.global('semver', 'string', V, (text: string) => make(text));
  library.global('semver', 'string, bool', V, (text: string, normalize: boolean) => make(text, normalize));
  const m = library.member.bind(library);
  m('compareTo', `${V}, ${V}`, 'int', (a: Opaque, b: Opaque) => BigInt(compareVersions(valueOf(a), valueOf(b))));
  m('isLessThan', `${V}, ${V}`, 'bool', (a: Opaque, b: Opaque) => compareVersions(valueOf(a), valueOf(b)) < 0);
  m('isGreaterThan', `${V}, ${V}`, 'bool', (a: Opaque, b: Opaque) => compareVersions(valueOf(a), valueOf(b)) > 0);
  for (const part of ['major', 'minor', 'patch'] as const) m(part, V, 'int', (version: Opaque) => valueOf<SemVer>(version)[part]);
}
