// What etcd refuses, in its own words (api/v3/rpctypes/error.go).
export class EtcdError extends Error {
  override readonly name = 'EtcdError';
}

export const ErrTimeout = 'etcdserver: request timed out';
export const ErrTimeoutConnectionLost = 'etcdserver: request timed out, possibly due to connection lost';
export const ErrLeaderChanged = 'etcdserver: leader changed';
export const ErrCompacted = 'etcdserver: mvcc: required revision has been compacted';
export const ErrFutureRev = 'etcdserver: mvcc: required revision is a future revision';
export const ErrNoSpace = 'etcdserver: mvcc: database space exceeded';
export const ErrDuplicateKey = 'etcdserver: duplicate key given in txn request';
