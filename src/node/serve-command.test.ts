// The flags of `kubarium serve`: what becomes of them, and all that is wrong with them at once.
import { expect, test } from 'vitest';
import { optionsOf } from './serve-command.ts';

const world = (...args: readonly string[]): object => {
  const options = optionsOf(args);
  if (Array.isArray(options)) throw new Error(options.join('\n'));
  return options.world;
};

test('without flags: three nodes, roles decide, addresses of Pods are given to nodes', () => {
  expect(world()).toMatchObject({ nodes: 3, alwaysAllow: false, disabledControllers: [] });
  expect(world()).not.toHaveProperty('serviceCidr');
});

test('a control plane alone, as Kubernetes’ own kubectl suite starts it', () => {
  const flags = ['--nodes', '0', '--without', 'scheduler,kubelets,addons', '--service-cluster-ip-range', '10.0.0.0/24', '--authorization-mode', 'RBAC,AlwaysAllow', '--allocate-node-cidrs', 'false'];
  expect(world(...flags)).toMatchObject({ nodes: 0, serviceCidr: '10.0.0.0/24', alwaysAllow: true, disabledControllers: ['node-ipam-controller'] });
});

test('says all that is wrong', () => {
  expect(optionsOf(['--service-cluster-ip-range', '10.0.0.0/24', '--authorization-mode', 'Maybe', '--allocate-node-cidrs', 'perhaps'])).toEqual([
    '--authorization-mode Maybe: must be of Node, RBAC, AlwaysAllow',
    '--service-cluster-ip-range 10.0.0.0/24: only --without kubelets, as Pods look names up at 10.96.0.10',
    '--allocate-node-cidrs perhaps: must be true or false',
  ]);
  expect(optionsOf(['--without', 'kubelets', '--service-cluster-ip-range', '10.0.0.0/30'])).toEqual(['--service-cluster-ip-range 10.0.0.0/30: not a range of IPv4 addresses, of at least a /28']);
});
