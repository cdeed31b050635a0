// Cluster DNS as a table of names and types, and the resolver that asks it.
import { describe, expect, test } from 'vitest';
import { askServer, candidates, hostsEntry, resolverConfig } from '../machine/resolver.ts';
import { meta, rig } from './testing-network.ts';

function world() {
  const r = rig();
  r.caches.put('namespaces', { metadata: { ...meta('shop'), namespace: undefined }, spec: {}, status: {} });
  const client = r.pod('client', 'node-1');
  const slice = (name: string, ports: readonly object[], endpoints: readonly object[]): void => r.caches.put('endpointslices', { metadata: meta(`${name}-1`, { labels: { 'kubernetes.io/service-name': name } }), addressType: 'IPv4', ports, endpoints });
  const service = (name: string, spec: object): void => r.caches.put('services', { metadata: meta(name), spec: { type: 'ClusterIP', ...spec }, status: {} });
  service('web', { clusterIP: '10.96.0.20', clusterIPs: ['10.96.0.20'], ports: [{ name: 'http', port: 80, protocol: 'TCP' }, { name: 'dns', port: 53, protocol: 'UDP' }] });
  service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }] });
  slice('db', [{ name: 'sql', port: 5432, protocol: 'TCP' }], [
    { addresses: ['10.244.1.7'], hostname: 'db-0', conditions: { ready: true } },
    { addresses: ['10.244.0.8'], hostname: 'db-1', conditions: { ready: true } },
    { addresses: ['10.244.0.9'], hostname: 'db-2', conditions: { ready: false } },
  ]);
  service('empty', { clusterIP: 'None' });
  service('bare', { clusterIP: 'None' });
  slice('bare', [], [{ addresses: ['10.244.0.30'], conditions: { ready: true } }]);
  service('alias', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' });
  service('far', { type: 'ExternalName', externalName: 'node-2' });
  return { ...r, client };
}

const shared = world();
const ask = (name: string, type: string): string => {
  const answered = shared.outcome(askServer(shared.client, '10.96.0.10', name, type, 5000));
  if (typeof answered === 'string') return answered;
  const { status, answers } = answered.reply;
  return status === 'NOERROR' ? answers.map((record) => (record.type === type ? record.data : `${record.type} ${record.data}`)).join(' ') : status;
};
const zone = 'svc.cluster.local';

describe('names', () => {
  test.each([
    [`web.default.${zone}`, 'A', '10.96.0.20'], [`WEB.Default.${zone}`, 'A', '10.96.0.20'], [`web.default.${zone}`, 'AAAA', ''], [`web.shop.${zone}`, 'A', 'NXDOMAIN'], [`x.web.default.${zone}`, 'A', 'NXDOMAIN'], ['web', 'A', 'NXDOMAIN'],
    [`default.${zone}`, 'A', ''], [`nowhere.${zone}`, 'A', 'NXDOMAIN'], ['svc.cluster.local', 'A', ''], ['cluster.local', 'SOA', 'ns.dns.cluster.local. hostmaster.cluster.local. 1767225600 7200 1800 86400 30'], ['dns-version.cluster.local', 'TXT', '"1.1.0"'], ['other.cluster.local', 'A', 'NXDOMAIN'],
    [`_http._tcp.web.default.${zone}`, 'SRV', `0 100 80 web.default.${zone}.`], [`_dns._udp.web.default.${zone}`, 'SRV', `0 100 53 web.default.${zone}.`], [`_dns._tcp.web.default.${zone}`, 'SRV', 'NXDOMAIN'], [`web.default.${zone}`, 'SRV', `0 50 80 web.default.${zone}. 0 50 53 web.default.${zone}.`],
    [`db.default.${zone}`, 'A', '10.244.1.7 10.244.0.8'], [`db-0.db.default.${zone}`, 'A', '10.244.1.7'], [`db-2.db.default.${zone}`, 'A', 'NXDOMAIN'], [`_sql._tcp.db.default.${zone}`, 'SRV', `0 50 5432 db-0.db.default.${zone}. 0 50 5432 db-1.db.default.${zone}.`], [`empty.default.${zone}`, 'A', 'NXDOMAIN'],
    [`bare.default.${zone}`, 'A', '10.244.0.30'], [`10-244-0-30.bare.default.${zone}`, 'A', '10.244.0.30'],
    [`alias.default.${zone}`, 'A', `CNAME web.default.${zone}. 10.96.0.20`], [`alias.default.${zone}`, 'CNAME', `web.default.${zone}.`], [`far.default.${zone}`, 'A', 'CNAME node-2. 192.0.2.12'],
    ['10-244-0-8.default.pod.cluster.local', 'A', '10.244.0.8'], ['1-2-3-4.default.pod.cluster.local', 'A', '1.2.3.4'], ['1-2-3-4.nowhere.pod.cluster.local', 'A', 'NXDOMAIN'],
    ['20.0.96.10.in-addr.arpa', 'PTR', `web.default.${zone}.`], ['7.1.244.10.in-addr.arpa', 'PTR', `db-0.db.default.${zone}.`], ['30.0.244.10.in-addr.arpa', 'PTR', `10-244-0-30.bare.default.${zone}.`], ['9.9.9.9.in-addr.arpa', 'PTR', 'NXDOMAIN'],
    ['node-1', 'A', '192.0.2.11'], ['example.com', 'A', 'NXDOMAIN'],
  ] as const)('%s %s is %s', (name, type, expected) => {
    expect(ask(name, type)).toBe(expected);
  });
});

describe('the resolver', () => {
  const conf = 'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5 timeout:2 attempts:3\n';
  test.each([
    [conf, 'web', [`web.default.${zone}`, `web.${zone}`, 'web.cluster.local', 'web']],
    [conf, 'a.b.c.d.e.f', ['a.b.c.d.e.f', `a.b.c.d.e.f.default.${zone}`, `a.b.c.d.e.f.${zone}`, 'a.b.c.d.e.f.cluster.local']],
    [conf, 'web.', ['web']],
    ['nameserver 1.1.1.1\n', 'web', ['web']],
    ['search a b\nnameserver 1.1.1.1\n', 'web.x', ['web.x', 'web.x.a', 'web.x.b']],
  ] as const)('with %j tries for %s %j', (text, name, expected) => {
    expect(candidates(name, resolverConfig(text))).toEqual(expected);
  });

  test('reads its options and the hosts file', () => {
    expect(resolverConfig(conf)).toMatchObject({ servers: ['10.96.0.10'], ndots: 5, timeoutMs: 2000, attempts: 3 });
    expect(hostsEntry('# x\n127.0.0.1\tlocalhost\n10.1.2.3 foo.remote bar.remote # y\n', 'Bar.remote')).toBe('10.1.2.3');
    expect(hostsEntry('10.1.2.3 foo\n', 'bar')).toBeUndefined();
  });
});
