// Every fault there is, in the order in which menus show them.
import type { FaultKind } from '../fault-kind.ts';
import { apiFaults } from './api-server.ts';
import { containerSignals } from './container-signals.ts';
import { dnsDown } from './dns-down.ts';
import { etcdMemberDown } from './etcd-member.ts';
import { failingProbes } from './fail-probe.ts';
import { loseImage } from './lose-image.ts';
import { nodePressures } from './node-pressure.ts';
import { partitionNode } from './partition-node.ts';
import { rebootNode } from './reboot-node.ts';
import { registryFaults } from './registry.ts';
import { slowContainer } from './slow-container.ts';
import { slowNode } from './slow-node.ts';
import { stopComponent } from './stop-component.ts';
import { stopKubeProxy } from './stop-kube-proxy.ts';
import { stopNode } from './stop-node.ts';

export const faultKinds: readonly FaultKind[] = [
  stopNode, rebootNode, partitionNode, slowNode, ...nodePressures,
  ...containerSignals, slowContainer, ...failingProbes,
  ...registryFaults, loseImage, dnsDown, stopKubeProxy,
  ...apiFaults, stopComponent, etcdMemberDown,
];
