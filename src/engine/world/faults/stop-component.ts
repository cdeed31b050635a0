// One process of the control plane does not run: what it would do is not done.
import type { FaultKind } from '../fault-kind.ts';

const WHY = 'stopped';

export const stopComponent: FaultKind = {
  name: 'stop-component',
  target: 'component',
  about: 'A process of the control plane does not run: without the scheduler Pods stay Pending, without the controller manager nothing is healed.',
  targets: ({ components }) => components.names.filter((name) => components.isRunning(name)),
  apply: ({ components }, name) => (components.stop(name, WHY) ? () => components.start(name, WHY) : undefined),
};
