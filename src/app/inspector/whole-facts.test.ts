// Each kind says what a person asks for first; a Secret's values are never among it.
import { expect, test } from 'vitest';
import { wholeFacts } from './whole-facts.ts';

test('a Deployment: how it finds its Pods and how it replaces them', () => {
  const whole = { spec: { selector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] }, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } } } };
  expect(wholeFacts('deployments', whole)).toEqual([['selector', 'app=web, tier In a, b'], ['strategy', 'RollingUpdate'], ['surge', '25%'], ['unavailable', '0']]);
});

test('a Secret: keys and sizes, nothing of what they hold', () => {
  const facts = wholeFacts('secrets', { type: 'Opaque', data: { password: 'aHVudGVyMg==' } });
  expect(facts).toEqual([['type', 'Opaque'], ['keys', 'password (7 B)']]);
  expect(JSON.stringify(facts)).not.toMatch(/hunter2|aHVudGVyMg/);
});

test('a ConfigMap without data says nothing; a claim says what it asked for and got', () => {
  expect(wholeFacts('configmaps', {})).toEqual([]);
  const claim = { spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'standard', volumeName: 'pv-1', resources: { requests: { storage: '1Gi' } } }, status: { capacity: { storage: '1Gi' } } };
  expect(wholeFacts('persistentvolumeclaims', claim).map(([id]) => id)).toEqual(['requested', 'capacity', 'access', 'storageClass', 'volume']);
});

test('a CronJob that is not suspended says so; a node says its roles', () => {
  expect(wholeFacts('cronjobs', { spec: { schedule: '*/5 * * * *', suspend: false } })).toEqual([['schedule', '*/5 * * * *'], ['suspended', 'false']]);
  expect(wholeFacts('nodes', { metadata: { labels: { 'node-role.kubernetes.io/control-plane': '' } } })).toEqual([['roles', 'control-plane']]);
});
