// NodeName: a Pod that names its node goes there or nowhere (pkg/scheduler/framework/plugins/nodename).
import { type Filter, type Plugin, rejection } from '../framework.ts';

const REFUSED = rejection("node(s) didn't match the requested node name", true);

export const nodeName: Plugin = {
  name: 'NodeName',
  retryEvents: ['NodeAdd'],
  filter({ pod }): Filter | undefined {
    const wanted = pod.spec.nodeName;
    return wanted ? { type: 'filter', test: (node) => (node.name === wanted ? undefined : REFUSED) } : undefined;
  },
  retryOn: (change) => change.type === 'node-added',
};
