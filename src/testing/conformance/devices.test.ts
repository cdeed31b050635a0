// Claims of devices and extended resources, as far as the control plane decides them (test/e2e/dra/dra.go, test/e2e/scheduling/predicates.go, test/e2e_node/device_plugin_test.go).
import { beforeEach, describe, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { Pod, ResourceV1ResourceClaim } from '../../engine/kube/types.generated.ts';
import { Lab } from './lab.ts';

type Fields = Readonly<Record<string, unknown>>;

const DRIVER = 'gpu.example.com';
const lab = new Lab({ nodes: 2 });
lab.create(kinds.deviceclasses, { metadata: { name: DRIVER }, spec: { selectors: [{ cel: { expression: `device.driver == '${DRIVER}'` } }], config: [{ opaque: { driver: DRIVER, parameters: { mode: 'class' } } }] } });

beforeEach(() => {
  for (const { metadata } of lab.list(kinds.resourceslices)) lab.client.delete(kinds.resourceslices, '', metadata.name);
  lab.freshNamespace();
  lab.run(5);
});

const gpu = (name: string, model: string, memory = '16Gi', more: Fields = {}): Fields => ({ name, attributes: { model: { string: model }, driverVersion: { version: '1.2.3' }, 'pci.example.com/root': { int: model.length } }, capacity: { memory: { value: memory } }, ...more });
function slice(node: string, devices: readonly Fields[], more: Fields = {}): void {
  lab.create(kinds.resourceslices, { metadata: { name: `${node}-${DRIVER}` }, spec: { driver: DRIVER, nodeName: node, pool: { name: node, generation: 1, resourceSliceCount: 1 }, devices, ...more } });
  lab.run(1);
}
const exactly = (more: Fields = {}): Fields => ({ name: 'gpu', exactly: { deviceClassName: DRIVER, ...more } });
const selecting = (expression: string): Fields => ({ selectors: [{ cel: { expression } }] });
const claim = (name: string, requests: readonly Fields[], more: Fields = {}): ResourceV1ResourceClaim => lab.create(kinds.resourceclaims, { metadata: { name }, spec: { devices: { requests, ...more } } });
const using = (name: string, claims: readonly string[], spec: Fields = {}): Pod =>
  lab.create(kinds.pods, { metadata: { name }, spec: { terminationGracePeriodSeconds: 0, resourceClaims: claims.map((one) => ({ name: one, resourceClaimName: one })), containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '3600'], resources: { claims: claims.map((one) => ({ name: one })) } }], ...spec } });
const results = (name: string): readonly string[] => (lab.get(kinds.resourceclaims, name).status.allocation?.devices?.results ?? []).map(({ request, pool, device }) => `${request}=${pool}/${device}`);
const nodeOf = (name: string): string => lab.until(`${name} is scheduled`, () => lab.pod(name).spec.nodeName ?? '', (node) => node !== '', 20);
const refusal = (name: string): string => lab.until(`${name} is refused`, () => lab.pod(name).status.conditions?.find(({ type }) => type === 'PodScheduled')?.message ?? '', (message) => message !== '', 20);
const ALL_REFUSED = '0/2 nodes are available: 2 cannot allocate all claims. still not schedulable, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.';

describe('structured parameters', () => {
  test('must use a device on the node that has it; the claim is allocated, reserved and protected', () => {
    slice('node-2', [gpu('gpu-0', 'a100')]);
    claim('one', [exactly()]);
    const pod = using('p', ['one']);
    expect(nodeOf('p')).toBe('node-2');
    const { metadata, status } = lab.get(kinds.resourceclaims, 'one');
    expect(metadata.finalizers).toEqual(['resource.kubernetes.io/delete-protection']);
    expect(status).toEqual({
      allocation: {
        devices: { results: [{ request: 'gpu', driver: DRIVER, pool: 'node-2', device: 'gpu-0' }], config: [{ source: 'FromClass', requests: ['gpu'], opaque: { driver: DRIVER, parameters: { mode: 'class' } } }] },
        nodeSelector: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-2'] }] }] },
      },
      reservedFor: [{ resource: 'pods', name: 'p', uid: pod.metadata.uid }],
    });
    expect(lab.sh(`kubectl get resourceclaims -n ${lab.ns} --no-headers`).stdout).toMatch(/^one +allocated,reserved +\d+s\n$/);
  });

  test('no driver prepares it here, and the kubelet says so', () => {
    slice('node-1', [gpu('gpu-0', 'a100')]);
    claim('one', [exactly()]);
    using('p', ['one']);
    nodeOf('p');
    lab.until('it is told', () => lab.events('p'), (events) => events.includes(`Warning FailedPrepareDynamicResources: Failed to prepare dynamic resources: prepare dynamic resources: DRA driver ${DRIVER} is not registered`));
    expect(lab.pod('p').status.phase).toBe('Pending');
  });

  test('what is in use is not given again until its Pod is over', () => {
    slice('node-1', [gpu('gpu-0', 'a100')]);
    claim('one', [exactly()]);
    claim('two', [exactly()]);
    using('first', ['one']);
    nodeOf('first');
    using('second', ['two']);
    expect(refusal('second')).toBe(ALL_REFUSED);
    lab.remove(kinds.pods, 'first');
    expect(nodeOf('second')).toBe('node-1');
    const { metadata, status } = lab.get(kinds.resourceclaims, 'one');
    expect([metadata.finalizers, status]).toEqual([undefined, {}]);
    expect(results('two')).toEqual(['gpu=node-1/gpu-0']);
  });

  test('supports sharing a claim: all its Pods go to one node', () => {
    slice('node-1', [gpu('gpu-0', 'a100')]);
    claim('shared', [exactly()]);
    for (const name of ['a', 'b', 'c']) using(name, ['shared']);
    expect(['a', 'b', 'c'].map(nodeOf)).toEqual(['node-1', 'node-1', 'node-1']);
    expect(lab.get(kinds.resourceclaims, 'shared').status.reservedFor?.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c']);
    using('elsewhere', ['shared'], { nodeSelector: { 'kubernetes.io/hostname': 'node-2' } });
    expect(refusal('elsewhere')).toContain("1 node(s) didn't match Pod's node affinity/selector, 1 resourceclaim not available on the node");
    lab.remove(kinds.pods, 'a');
    lab.until('it is no consumer any more', () => lab.get(kinds.resourceclaims, 'shared').status.reservedFor?.length, (count) => count === 2);
    expect(results('shared')).toEqual(['gpu=node-1/gpu-0']);
  });

  test('selectors see driver, attributes with their domains, versions and capacity', () => {
    slice('node-1', [gpu('gpu-0', 't4', '16Gi'), gpu('gpu-1', 'a100', '80Gi')]);
    const wanted: readonly (readonly [string, string])[] = [
      [`device.attributes['${DRIVER}'].model == 'a100'`, 'gpu-1'],
      [`device.capacity['${DRIVER}'].memory.compareTo(quantity('20Gi')) >= 0`, 'gpu-1'],
      [`device.attributes['pci.example.com'].root == 2`, 'gpu-0'],
      [`device.attributes['${DRIVER}'].driverVersion.isGreaterThan(semver('1.0.0')) && !('x' in device.attributes['other.example.com'])`, 'gpu-0'],
    ];
    for (const [i, [expression, device]] of wanted.entries()) {
      claim(`c${i}`, [exactly(selecting(expression))]);
      using(`p${i}`, [`c${i}`]);
      nodeOf(`p${i}`);
      expect(results(`c${i}`), expression).toEqual([`gpu=node-1/${device}`]);
      lab.remove(kinds.pods, `p${i}`);
      lab.until('it is free', () => results(`c${i}`).length, (count) => count === 0);
    }
  });

  test('an expression that fails as it runs stops the attempt', () => {
    slice('node-1', [gpu('gpu-0', 't4')]);
    claim('broken', [exactly(selecting(`device.attributes['${DRIVER}'].nope == 'x'`))]);
    using('p', ['broken']);
    expect(refusal('p')).toBe(`running "DynamicResources" filter plugin: claim ${lab.ns}/broken: selector #0: CEL runtime error: no such key: nope`);
  });

  test('a count, all, several requests and claims at once', () => {
    slice('node-1', [gpu('gpu-0', 't4'), gpu('gpu-1', 't4')]);
    slice('node-2', [gpu('gpu-0', 'a100'), gpu('gpu-1', 'a100'), gpu('gpu-2', 't4')]);
    claim('three', [exactly({ allocationMode: 'ExactCount', count: 3 })]);
    using('p3', ['three']);
    expect([nodeOf('p3'), results('three')]).toEqual(['node-2', ['gpu=node-2/gpu-0', 'gpu=node-2/gpu-1', 'gpu=node-2/gpu-2']]);
    claim('all', [exactly({ allocationMode: 'All' })]);
    using('pa', ['all']);
    expect([nodeOf('pa'), results('all')]).toEqual(['node-1', ['gpu=node-1/gpu-0', 'gpu=node-1/gpu-1']]);
    claim('four', [exactly({ allocationMode: 'ExactCount', count: 4 })]);
    using('p4', ['four']);
    expect(refusal('p4')).toBe(ALL_REFUSED);
  });

  test('supports first-available: the alternatives are tried in order', () => {
    slice('node-1', [gpu('gpu-0', 't4')]);
    const model = (name: string, of: string): Fields => ({ name, deviceClassName: DRIVER, ...selecting(`device.attributes['${DRIVER}'].model == '${of}'`) });
    claim('either', [{ name: 'gpu', firstAvailable: [model('best', 'a100'), model('good', 't4')] }]);
    using('p', ['either']);
    nodeOf('p');
    expect(results('either')).toEqual(['gpu/good=node-1/gpu-0']);
  });

  test('matchAttribute keeps together what shares a value, distinctAttribute apart', () => {
    slice('node-1', [gpu('gpu-0', 't4'), gpu('gpu-1', 'a100'), gpu('gpu-2', 'a100')]);
    const two = [{ ...exactly(), name: 'a' }, { ...exactly(), name: 'b' }];
    claim('same', two, { constraints: [{ matchAttribute: `${DRIVER}/model` }] });
    using('p', ['same']);
    nodeOf('p');
    expect(results('same')).toEqual(['a=node-1/gpu-1', 'b=node-1/gpu-2']);
    claim('alone', [exactly()], { constraints: [{ requests: ['gpu'], matchAttribute: `${DRIVER}/none` }] });
    using('q', ['alone']);
    expect(refusal('q')).toBe(ALL_REFUSED);
  });

  test('devices with taints are for who tolerates them; administrators see them all', () => {
    slice('node-1', [gpu('gpu-0', 't4', '16Gi', { taints: [{ key: 'broken', value: 'yes', effect: 'NoSchedule' }] })]);
    claim('plain', [exactly()]);
    using('p', ['plain']);
    expect(refusal('p')).toBe(ALL_REFUSED);
    claim('tolerant', [exactly({ tolerations: [{ key: 'broken', operator: 'Exists' }] })]);
    using('q', ['tolerant']);
    nodeOf('q');
    expect(results('tolerant')).toEqual(['gpu=node-1/gpu-0']);
  });

  test('only the latest generation of a pool counts; all of an incomplete one cannot be had', () => {
    slice('node-1', [gpu('old', 't4')]);
    lab.create(kinds.resourceslices, { metadata: { name: 'newer' }, spec: { driver: DRIVER, nodeName: 'node-1', pool: { name: 'node-1', generation: 2, resourceSliceCount: 2 }, devices: [gpu('new', 't4')] } });
    lab.run(1);
    claim('one', [exactly()]);
    using('p', ['one']);
    nodeOf('p');
    expect(results('one')).toEqual(['gpu=node-1/new']);
    claim('all', [exactly({ allocationMode: 'All' })]);
    using('q', ['all']);
    expect(refusal('q')).toBe(`running "DynamicResources" filter plugin: claim ${lab.ns}/all, request gpu: asks for all devices, but resource pool ${DRIVER}/node-1 is currently being updated`);
  });

  test('network devices are where their selector says', () => {
    lab.create(kinds.resourceslices, { metadata: { name: 'fabric' }, spec: { driver: DRIVER, nodeSelector: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-2'] }] }] }, pool: { name: 'fabric', generation: 1, resourceSliceCount: 1 }, devices: [gpu('link', 'net')] } });
    lab.run(1);
    claim('one', [exactly()]);
    using('p', ['one']);
    expect(nodeOf('p')).toBe('node-2');
    expect(lab.get(kinds.resourceclaims, 'one').status.allocation?.nodeSelector).toEqual({ nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-2'] }] }] });
  });

  test('a claim from a template is made for its Pod and goes with it', () => {
    slice('node-1', [gpu('gpu-0', 't4')]);
    lab.create(kinds.resourceclaimtemplates, { metadata: { name: 'template' }, spec: { spec: { devices: { requests: [exactly()] } } } });
    using('p', [], { resourceClaims: [{ name: 'mine', resourceClaimTemplateName: 'template' }] });
    expect(nodeOf('p')).toBe('node-1');
    const [made] = lab.list(kinds.resourceclaims);
    expect([made?.metadata.name.startsWith('p-mine-'), made?.status.allocation?.devices?.results?.length]).toEqual([true, 1]);
    lab.remove(kinds.pods, 'p');
    lab.until('it has gone', () => lab.list(kinds.resourceclaims).length, (count) => count === 0);
  });

  test('what is missing is named', () => {
    using('p', ['nope']);
    expect(refusal('p')).toContain('0/2 nodes are available: resourceclaim "nope" not found.');
    claim('classless', [{ name: 'gpu', exactly: { deviceClassName: 'none.example.com' } }]);
    using('q', ['classless']);
    expect(refusal('q')).toContain('request gpu: device class none.example.com does not exist');
  });
});

describe('extended resources', () => {
  const advertise = (node: string, amount: string): void => {
    lab.sh(`kubectl patch node ${node} --subresource=status --type=json -p '[{"op":"add","path":"/status/capacity/nvidia.com~1gpu","value":"${amount}"}]'`);
    lab.until('the kubelet gives them to Pods', () => lab.client.get(kinds.nodes, '', node).status.allocatable?.['nvidia.com/gpu'], (found) => found === amount, 30);
  };
  const wanting = (name: string, count: number): Pod => lab.create(kinds.pods, { metadata: { name }, spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '3600'], resources: { limits: { 'nvidia.com/gpu': String(count) } } }] } });

  test('what is advertised in a node’s capacity becomes allocatable and is counted', () => {
    advertise('node-1', '4');
    wanting('a', 3);
    expect(nodeOf('a')).toBe('node-1');
    wanting('b', 3);
    expect(refusal('b')).toBe('0/2 nodes are available: 2 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.');
    expect(lab.sh('kubectl describe node node-1').stdout).toMatch(/^ {2}nvidia\.com\/gpu +3 +3$/m);
    lab.remove(kinds.pods, 'a');
    expect(nodeOf('b')).toBe('node-1');
  });

  test('after its kubelet was started anew none is left until somebody advertises them', () => {
    advertise('node-2', '2');
    const kubelet = lab.world.cluster.kubelets.get('node-2');
    kubelet?.stop();
    lab.run(1);
    kubelet?.start();
    lab.run(2);
    const { capacity, allocatable } = lab.client.get(kinds.nodes, '', 'node-2').status;
    expect([capacity?.['nvidia.com/gpu'], allocatable?.['nvidia.com/gpu']]).toEqual(['0', '0']);
  });
});
