// Every fault there is, in the order in which menus show them.
import type { FaultKind } from '../fault-kind.ts';
import { containerSignals } from './container-signals.ts';
import { dnsDown } from './dns-down.ts';
import { nodePressures } from './node-pressure.ts';
import { registryFaults } from './registry.ts';
import { stopNode } from './stop-node.ts';

export const faultKinds: readonly FaultKind[] = [stopNode, ...nodePressures, ...containerSignals, ...registryFaults, dnsDown];
