// The machine restarts: for a while it is off, then its kubelet starts its Pods' containers anew.
import { type FaultKind, over } from '../fault-kind.ts';
import { nodesUp } from '../fault-targets.ts';

export const rebootNode: FaultKind = {
  name: 'reboot-node',
  target: 'node',
  momentary: true,
  options: [{ name: 'seconds', kind: 'number', default: 30 }],
  about: 'The machine restarts: it is off for some seconds, then the containers of its Pods are started again.',
  targets: nodesUp,
  apply: ({ clock, kubelets, links }, node, { seconds }) => {
    const kubelet = kubelets.get(node);
    if (!kubelet?.running) return undefined;
    kubelet.stop();
    links.cut(node, 'rebooting', 'all');
    clock.after(Number(seconds) * 1000, () => {
      links.mend(node, 'rebooting');
      kubelet.start();
    });
    return over;
  },
};
