// Raft among etcd's members: who leads, in which term, who has what, and when nothing can be decided.
import { expect, test } from 'vitest';
import { Clock } from '../sim/clock.ts';
import { Random } from '../sim/random.ts';
import { EtcdMembers } from './members.ts';

function made(count: number, seed = 1) {
  const clock = new Clock(0);
  const state = { revision: 100, changes: 0 };
  const members = new EtcdMembers({ clock, random: new Random(seed), count, revision: () => state.revision, onChange: () => state.changes++ });
  const role = (of: string): string[] => members.list().flatMap(({ name, role: is }) => (is === of ? [name] : []));
  return { clock, state, members, role, leader: () => role('leader')[0] ?? '' };
}

test('well, it costs the clock nothing', () => {
  const { clock, members, state } = made(3);
  expect(clock.pending).toBe(0);
  expect(members.list().map(({ behind }) => behind)).toEqual([0, 0, 0]);
  state.revision += 5;
  expect(new Set(members.list().map(({ index }) => index)).size).toBe(1);
});

test('a follower is lost: nobody notices; what it missed it is sent when it is back', () => {
  const { clock, members, state, role } = made(3);
  const [lost = ''] = role('follower');
  members.fail(lost);
  expect(members.refusal).toBeUndefined();
  state.revision += 1000;
  expect(members.list().find(({ name }) => name === lost)).toMatchObject({ role: 'down', behind: 1000 });
  members.recover(lost);
  clock.runFor(100);
  expect(members.list().find(({ name }) => name === lost)).toMatchObject({ role: 'follower', behind: 500 });
  clock.runFor(100);
  expect(members.list().find(({ name }) => name === lost)?.behind).toBe(0);
});

test.each([1, 2, 3, 4, 5])('the leader is lost (seed %i): within two election timeouts another leads in the next term', (seed) => {
  const { clock, members, leader } = made(3, seed);
  const before = members.list()[0]?.term ?? 0;
  const lost = leader();
  members.fail(lost);
  expect(members.refusal).toBe('etcdserver: leader changed');
  clock.runFor(999);
  expect(leader()).toBe('');
  clock.runFor(1001);
  expect(members.refusal).toBeUndefined();
  expect(leader()).not.toBe(lost);
  expect(members.list().filter(({ role }) => role !== 'down').map(({ term }) => term)).toEqual([before + 1, before + 1]);
});

test('without a majority the leader steps down, terms do not rise (pre-vote), and the longest log leads afterwards', () => {
  const { clock, members, state, role, leader } = made(3);
  const first = leader();
  const [early = '', late = ''] = role('follower');
  members.fail(early);
  state.revision += 50;
  members.fail(late);
  expect(members.refusal).toBe('etcdserver: request timed out, possibly due to connection lost');
  clock.runFor(1000);
  expect(members.refusal).toBe('etcdserver: request timed out');
  expect(role('candidate')).toEqual([first]);
  clock.runFor(3_600_000);
  expect(members.list().find(({ name }) => name === first)?.term).toBe(2);
  expect(clock.pending).toBe(0);
  // The one that missed writes cannot win against the one that has them.
  members.recover(early);
  clock.runFor(2000);
  expect(leader()).toBe(first);
  expect(members.refusal).toBeUndefined();
});

test('the majority is back before the leader noticed: it leads on', () => {
  const { clock, members, role, leader } = made(3);
  const first = leader();
  for (const name of role('follower')) members.fail(name);
  clock.runFor(500);
  members.recover(role('down')[0] ?? '');
  clock.runFor(600);
  expect(leader()).toBe(first);
  expect(members.list().find(({ name }) => name === first)?.term).toBe(2);
  expect(members.refusal).toBeUndefined();
});

test('a single member that is down is the end of everything until it is back', () => {
  const { clock, members, leader } = made(1);
  members.fail('etcd-1');
  expect(members.refusal).toBe('etcdserver: request timed out');
  members.recover('etcd-1');
  clock.runFor(2000);
  expect(members.refusal).toBeUndefined();
  expect(leader()).toBe('etcd-1');
});

test('five members bear the loss of two', () => {
  const { clock, members, leader } = made(5);
  members.fail(leader());
  clock.runFor(2000);
  members.fail(leader());
  clock.runFor(2000);
  expect(members.refusal).toBeUndefined();
  members.fail(leader());
  clock.runFor(5000);
  expect(members.refusal).toBe('etcdserver: request timed out');
});
