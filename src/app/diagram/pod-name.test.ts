// What is generated in a Pod's name is told from what a person wrote.
import { expect, test } from 'vitest';
import { podName } from './pod-name.ts';

test.each([
  ['web-68bf9f694d-mtp84', true, 'web', 'mtp84'],
  ['fluentd-x7k2p', true, 'fluentd', 'x7k2p'],
  ['node-exporter-x7k2p', true, 'node-exporter', 'x7k2p'],
  ['tick-29919875-cl2kj', true, 'tick', 'cl2kj'],
  ['db-0', true, 'db-0', ''],
  ['my-frontend', true, 'my-frontend', ''],
  ['web-68bf9f694d-mtp84', false, 'web-68bf9f694d-mtp84', ''],
  ['monolith', false, 'monolith', ''],
])('%s (owned: %s) is of %s, %s', (name, owned, base, end) => {
  expect(podName(name, owned)).toEqual({ base, end });
});
