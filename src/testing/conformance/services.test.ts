// Services of other protocols and address families on a cluster that has IPv4 alone, and what the API server says of itself (test/e2e/network/{service,dual_stack}.go, test/e2e/auth/service_accounts.go).
import { beforeEach, describe, expect, test } from 'vitest';
import { decodeBase64 } from '../../engine/base/base64.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { Service } from '../../engine/kube/types.generated.ts';
import { Lab, labels, shell } from './lab.ts';

type Fields = Readonly<Record<string, unknown>>;

const lab = new Lab({ nodes: 1 });
beforeEach(() => lab.freshNamespace());

const service = (name: string, spec: Fields): Service => lab.create(kinds.services, { metadata: { name }, spec: { ports: [{ port: 80 }], selector: labels('a'), ...spec } });
const causes = (spec: Fields): readonly unknown[] => (lab.refusal(() => service('refused', spec)).status.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);

describe('SCTP', () => {
  test('should allow creating a basic SCTP service with pod and endpoints', () => {
    service('sctp', { ports: [{ port: 5060, protocol: 'SCTP' }] });
    lab.create(kinds.pods, { metadata: { name: 'p', labels: labels('a') }, spec: { containers: [shell('sleep 3600', { ports: [{ containerPort: 5060, protocol: 'SCTP' }] })] } });
    lab.running('p');
    const slice = lab.until('its slice has the Pod', () => lab.list(kinds.endpointslices)[0], (one) => (one?.endpoints?.length ?? 0) > 0);
    expect([slice?.ports, slice?.endpoints?.[0]?.addresses]).toEqual([[{ name: '', port: 5060, protocol: 'SCTP' }], [lab.pod('p').status.podIP]]);
    expect(lab.sh(`kubectl get svc sctp -n ${lab.ns} --no-headers`).stdout).toMatch(/^sctp +ClusterIP +10\.96\.\S+ +<none> +5060\/SCTP /);
  });

  test('who connects by TCP gets no answer, and is told why', () => {
    const { spec } = service('sctp', { ports: [{ port: 5060, protocol: 'SCTP' }] });
    lab.create(kinds.pods, { metadata: { name: 'c' }, spec: { containers: [{ name: 'c', image: 'curlimages/curl', command: ['sleep', '3600'] }] } });
    lab.running('c');
    expect(lab.exec('c', `curl -sv -m 3 http://${spec.clusterIP}:5060`)).toContain(`timeout: port 5060 of the Service at ${spec.clusterIP} is SCTP, which is not simulated in Kubarium`);
  });

  test('one port may be of all three protocols', () => {
    const ports = ['TCP', 'UDP', 'SCTP'].map((protocol) => ({ name: protocol.toLowerCase(), port: 80, protocol }));
    expect(service('all', { ports }).spec.ports?.map(({ protocol }) => protocol)).toEqual(['TCP', 'UDP', 'SCTP']);
  });
});

describe('address families on a cluster of IPv4 alone', () => {
  const families = ({ spec: { ipFamilies, ipFamilyPolicy, clusterIPs } }: Service): readonly unknown[] => [ipFamilyPolicy, ipFamilies, clusterIPs?.length];

  test('should create service with ipv4 cluster ip', () => {
    expect(families(service('plain', {}))).toEqual(['SingleStack', ['IPv4'], 1]);
    expect(families(service('four', { ipFamilies: ['IPv4'] }))).toEqual(['SingleStack', ['IPv4'], 1]);
  });

  test('PreferDualStack keeps its policy and gets what there is', () => {
    expect(families(service('prefer', { ipFamilyPolicy: 'PreferDualStack' }))).toEqual(['PreferDualStack', ['IPv4'], 1]);
    expect(families(service('headless', { ipFamilyPolicy: 'PreferDualStack', clusterIP: 'None' }))).toEqual(['PreferDualStack', ['IPv4'], 1]);
  });

  test('headless without a selector may have both: nothing is allocated', () => {
    expect(families(service('none', { clusterIP: 'None', selector: {} }))).toEqual(['RequireDualStack', ['IPv4', 'IPv6'], 1]);
  });

  test('what is not there is refused', () => {
    expect(causes({ ipFamilyPolicy: 'RequireDualStack' })).toEqual(['spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services']);
    expect(causes({ ipFamilies: ['IPv6'] })).toEqual(['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster']);
    expect(causes({ ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4', 'IPv6'] })).toEqual(['spec.ipFamilies[1]: Invalid value: "IPv6": not configured on this cluster']);
    expect(causes({ ipFamilies: ['IPv5'] })).toEqual(['spec.ipFamilies[0]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"']);
  });
});

describe('what the API server says of itself', () => {
  const page = (path: string): Fields => JSON.parse(lab.sh(`kubectl get --raw ${path}`).stdout) as Fields;

  test('the issuer of its discovery is the one that tokens name; keys that nothing is signed with are not listed', () => {
    const discovery = page('/.well-known/openid-configuration');
    const token = lab.sh('kubectl create token default').stdout.split('.')[1] as string;
    const claims = JSON.parse(decodeBase64(token.replaceAll('-', '+').replaceAll('_', '/').padEnd(Math.ceil(token.length / 4) * 4, '=')) ?? '{}') as Fields;
    expect(discovery).toMatchObject({ issuer: claims['iss'], response_types_supported: ['id_token'], subject_types_supported: ['public'] });
    const slice = lab.client.get(kinds.endpointslices, 'default', 'kubernetes');
    expect(discovery['jwks_uri']).toBe(`https://${slice.endpoints?.[0]?.addresses[0]}:${slice.ports?.[0]?.port}/openid/v1/jwks`);
    expect(page('/openid/v1/jwks')).toEqual({ keys: [] });
  });

  test('component statuses as a table, a list and one alone', () => {
    const shown = lab.sh('kubectl get componentstatuses');
    expect(shown.stderr).toBe('Warning: v1 ComponentStatus is deprecated in v1.19+\n');
    expect(shown.stdout).toBe('NAME                 STATUS    MESSAGE   ERROR\ncontroller-manager   Healthy   ok        \netcd-0               Healthy   ok        \nscheduler            Healthy   ok        \n');
    expect(lab.sh('kubectl get cs scheduler --no-headers').stdout).toMatch(/^scheduler +Healthy +ok +$/m);
    expect(lab.sh('kubectl get cs -o name').stdout).toBe('componentstatus/controller-manager\ncomponentstatus/etcd-0\ncomponentstatus/scheduler\n');
    expect(lab.sh('kubectl get cs nope').stderr).toContain('Error from server (NotFound): componentstatuses "nope" not found');
  });
});
