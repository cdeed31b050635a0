// NodePorts: two Pods of a node cannot have the same host port (pkg/scheduler/framework/plugins/nodeports).
import { type Filter, type Plugin, rejection } from '../framework.ts';

const REFUSED = rejection("node(s) didn't have free ports for the requested pod ports");

export const nodePorts: Plugin = {
  name: 'NodePorts',
  retryEvents: ['AssignedPodDelete', 'NodeAdd'],
  filter({ hostPorts }): Filter | undefined {
    if (hostPorts.length === 0) return undefined;
    return { type: 'filter', test: (node) => (hostPorts.some((port) => node.portTaken(port)) ? REFUSED : undefined) };
  },
  retryOn(change, { hostPorts }) {
    if (change.type === 'node-added') return true;
    return change.type === 'pod-removed' && change.pod.hostPorts.some((freed) => hostPorts.some((port) => port.port === freed.port && port.protocol === freed.protocol));
  },
};
