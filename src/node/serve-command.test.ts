// The flags of `kubarium serve`: what becomes of them, and all that is wrong with them at once.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { WorldOptions } from '../engine/world/world.ts';
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

test('an audit log needs a policy, which is read and checked', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'kubarium-')), 'policy.yaml');
  const log = `${file}.log`;
  const wrong = (text: string): unknown => {
    fs.writeFileSync(file, text);
    return optionsOf(['--audit-policy-file', file, '--audit-log-path', log]);
  };
  expect(wrong('apiVersion: audit.k8s.io/v1\nkind: Policy\n')).toEqual([`--audit-policy-file ${file}: loaded illegal policy with 0 rules`]);
  expect(wrong('apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [Never]\nrules: [{level: All}, {level: None, nonResourceURLs: [healthz, "/*/x"], namespaces: [a]}]\n')).toEqual([
    `--audit-policy-file ${file}: omitStages[0]: Invalid value: "Never": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic`,
    `--audit-policy-file ${file}: rules[0].level: Unsupported value: "All": supported values: "Metadata", "None", "Request", "RequestResponse"`,
    `--audit-policy-file ${file}: rules[1].nonResourceURLs: Invalid value: ["healthz","/*/x"]: rules cannot apply to both regular resources and non-resource URLs`,
    `--audit-policy-file ${file}: rules[1].nonResourceURLs[0]: Invalid value: "healthz": non-resource URL rules must begin with a '/' character`,
    `--audit-policy-file ${file}: rules[1].nonResourceURLs[1]: Invalid value: "/*/x": non-resource URL wildcards '*' must be the final character of the rule`,
  ]);
  fs.writeFileSync(file, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n');
  const { audit } = world('--audit-policy-file', file, '--audit-log-path', log) as WorldOptions;
  audit?.write({ kind: 'Event', stage: 'ResponseComplete' });
  audit?.write({ kind: 'Event', stage: 'Panic' });
  expect(fs.readFileSync(log, 'utf8')).toBe('{"kind":"Event","stage":"ResponseComplete"}\n{"kind":"Event","stage":"Panic"}\n');
  expect(optionsOf(['--audit-policy-file', `${file}.none`, '--audit-log-path', log])).toEqual([expect.stringContaining('failed to read file path')]);
});
