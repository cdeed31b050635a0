// In engine tests the wall clock and unseeded randomness throw, and what is stored is deep-frozen: who changes a shared object is found out.
import { afterAll, beforeAll, expect } from 'vitest';
import { Etcd, type Compare, type Op } from '../engine/etcd/etcd.ts';

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const item of Object.values(value)) deepFreeze(item);
}

// Files of tests share their modules, so this runs once a file over the same class.
const txn = Etcd.prototype.txn;
if (txn.name !== 'frozenTxn') {
  Etcd.prototype.txn = function frozenTxn(compares: readonly Compare[], ops: readonly Op<object>[]) {
    for (const op of ops) if (op.type === 'put') deepFreeze(op.value);
    return txn.call(this, compares, ops);
  };
}

const real = { now: Date.now, random: Math.random };

/** Only calls made by the engine's own files trip; the test runner keeps its clock. */
function fromEngine(): boolean {
  const caller = new Error().stack?.split('\n')[3] ?? '';
  return /[\\/]src[\\/]engine[\\/]/.test(caller) && !/\.test\.ts/.test(caller);
}

function forbidden(what: string): never {
  throw new Error(`${what} is not for the engine: use the virtual clock and the seeded random source`);
}

if (/[\\/]src[\\/](engine|testing)[\\/]/.test(expect.getState().testPath ?? '')) {
  beforeAll(() => {
    Date.now = () => (fromEngine() ? forbidden('Date.now') : real.now());
    Math.random = () => (fromEngine() ? forbidden('Math.random') : real.random());
  });
  afterAll(() => {
    Date.now = real.now;
    Math.random = real.random;
  });
}
