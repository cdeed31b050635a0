// The promises of SPEC.md, by number.
import { describe, expect, it } from 'vitest';
import { ErrCompacted, ErrFutureRev, ErrNoSpace } from './errors.ts';
import { Etcd, type EtcdEvent } from './etcd.ts';

const v = (n: number): { readonly n: number } => ({ n });

describe('etcd', () => {
  it('1–3: counts revisions, keeps values by reference, versions each life', () => {
    const etcd = new Etcd();
    const value = v(1);
    expect(etcd.revision).toBe(1);
    expect(etcd.put('/a/x', value).revision).toBe(2);
    expect(etcd.get('/a/x')?.value).toBe(value);
    etcd.put('/a/x', v(2));
    expect(etcd.get('/a/x')).toMatchObject({ createRevision: 2, modRevision: 3, version: 2 });
    etcd.delete('/a/x');
    expect(etcd.get('/a/x')).toBeUndefined();
    etcd.put('/a/x', v(3));
    expect(etcd.get('/a/x')).toMatchObject({ createRevision: 5, modRevision: 5, version: 1 });
    expect(etcd.size).toBe(1);
  });

  it('4: ranges in order, by page, with what remains', () => {
    const etcd = new Etcd();
    for (const key of ['/b/1', '/a/2', '/a/10', '/a/1', '/ab']) etcd.put(key, v(0));
    expect(etcd.range('/a/').items.map((i) => i.key)).toEqual(['/a/1', '/a/10', '/a/2']);
    const page = etcd.range('/a/', { limit: 1 });
    expect([page.items[0]?.key, page.remaining]).toEqual(['/a/1', 2]);
    expect(etcd.range('/a/', { startKey: '/a/1\0', limit: 1 }).items[0]?.key).toBe('/a/10');
  });

  it('5: reads the past', () => {
    const etcd = new Etcd();
    etcd.put('/a/x', v(1));
    etcd.put('/a/x', v(2));
    etcd.delete('/a/x');
    expect(etcd.get('/a/x', 2)?.value).toEqual(v(1));
    expect(etcd.range('/a/', { revision: 3 }).items[0]?.value).toEqual(v(2));
    expect(etcd.range('/a/', { revision: 4 }).items).toEqual([]);
    expect(() => etcd.range('/a/', { revision: 5 })).toThrow(ErrFutureRev);
  });

  it('6–8: compares, transacts at one revision, deletes nothing silently', () => {
    const etcd = new Etcd();
    expect(etcd.put('/x', v(1), 0).succeeded).toBe(true);
    expect(etcd.put('/x', v(2), 0).succeeded).toBe(false);
    expect(etcd.put('/x', v(2), 2).succeeded).toBe(true);
    const both = etcd.txn([{ key: '/x', modRevision: 3 }], [{ type: 'delete', key: '/x' }, { type: 'put', key: '/y', value: v(3) }]);
    expect([both.revision, both.events.map((e) => e.type)]).toEqual([4, ['delete', 'put']]);
    expect(() => etcd.txn([], [{ type: 'delete', key: '/y' }, { type: 'delete', key: '/y' }])).toThrow('duplicate key');
    expect(etcd.delete('/nope').revision).toBe(4);
  });

  it('9: watches from the past into the future', () => {
    const etcd = new Etcd();
    etcd.put('/a/x', v(1));
    etcd.put('/b/x', v(1));
    const seen: EtcdEvent<object>[] = [];
    const stop = etcd.watch('/a/', 2, (event) => seen.push(event));
    etcd.watch('/a', undefined, (event) => seen.push(event));
    etcd.put('/a/x', v(2));
    stop();
    etcd.delete('/a/x');
    expect(seen.map((e) => `${e.type} ${e.revision} ${e.previous?.modRevision ?? '-'}`)).toEqual(['put 2 -', 'put 4 2', 'put 4 2', 'delete 5 4']);
  });

  it('10: compacts', () => {
    const etcd = new Etcd();
    etcd.put('/x', v(1));
    etcd.put('/x', v(2));
    etcd.put('/y', v(1));
    etcd.delete('/y');
    etcd.compact(5);
    expect(etcd.get('/x', 5)?.value).toEqual(v(2));
    expect(() => etcd.get('/x', 4)).toThrow(ErrCompacted);
    expect(() => etcd.watch('/', 5, () => {})).toThrow(ErrCompacted);
    expect(etcd.changes('/', 6)).toEqual([]);
    expect(() => etcd.compact(5)).toThrow(ErrCompacted);
  });

  it('11: compacts by itself and stays small', () => {
    const etcd = new Etcd({ keepChanges: 100 });
    for (let i = 0; i < 1000; i++) etcd.put(`/k/${i % 7}`, v(i));
    expect(etcd.compactRevision).toBeGreaterThan(870);
    expect(etcd.range('/k/', { revision: etcd.compactRevision }).items).toHaveLength(7);
    expect(etcd.changes('/', etcd.compactRevision + 1).length).toBeLessThanOrEqual(125);
  });

  it('12: refuses above the quota', () => {
    const etcd = new Etcd({ quotaKeys: 2, quotaBytes: 200 });
    etcd.put('/a', v(1));
    etcd.put('/b', v(1));
    expect(() => etcd.put('/c', v(1))).toThrow(ErrNoSpace);
    expect(() => etcd.put('/a', { text: 'x'.repeat(300) })).toThrow(ErrNoSpace);
    etcd.delete('/a');
    expect(etcd.put('/c', v(1)).succeeded).toBe(true);
  });
});
