// One member of etcd is down: two of three still decide, one of three does not.
import type { FaultKind } from '../fault-kind.ts';

export const etcdMemberDown: FaultKind = {
  name: 'etcd-member-down',
  target: 'etcd-member',
  about: 'A member of etcd is down: another is elected where it led; without a majority nothing can be written, and reads time out.',
  targets: ({ etcd }) => etcd.names.filter((name) => etcd.isUp(name)),
  apply: ({ etcd }, name) => (etcd.fail(name) ? () => etcd.recover(name) : undefined),
};
