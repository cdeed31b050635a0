// The members of an etcd cluster and who leads them: elections, terms, quorum, and followers that catch up (go.etcd.io/raft/v3, etcd server/etcdserver).
import type { Clock, Timer } from '../sim/clock.ts';
import { Signal } from '../sim/fiber.ts';
import type { Random } from '../sim/random.ts';
import { ErrLeaderChanged, ErrTimeout, ErrTimeoutConnectionLost } from './errors.ts';

/** candidate: it asks for votes and does not get enough; with pre-votes its term does not rise meanwhile. */
export type RaftRole = 'leader' | 'follower' | 'candidate' | 'down';

export interface EtcdMember {
  readonly name: string;
  /** Hexadecimal, as etcdctl shows it. */
  readonly id: string;
  readonly role: RaftRole;
  readonly term: number;
  /** Of the last entry in its log. */
  readonly index: number;
  /** How many entries it is behind the leader (or behind the longest log, where nobody leads). */
  readonly behind: number;
}

interface Member {
  readonly name: string;
  readonly id: string;
  up: boolean;
  term: number;
  /** The log's end when it went down, and when it came back; while it follows it has what the leader has. */
  index: number;
  backMs: number;
}

export interface MembersDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly count: number;
  /** The store's revision: every write is one entry of the log. */
  readonly revision: () => number;
  /** Told when reads and writes become possible or impossible, or impossible for another reason. */
  readonly onChange: () => void;
}

/** Heartbeat 100 ms, election timeout 1000 ms; each member waits up to twice as long. */
const ELECTION_MS = 1000;
/** What a follower that comes back is sent a second. */
const CATCH_UP_PER_MS = 5;

export class EtcdMembers {
  /** Why reads that must be current and writes are refused; undefined: they are served. */
  refusal: string | undefined;
  /** Fires when they are served again. */
  readonly served = new Signal();
  private readonly members: readonly Member[];
  private leader: Member | undefined;
  private term = 2;
  /** Entries that are no writes: the empty one of each leader. */
  private extra = 8;
  private timer: Timer | undefined;
  private readonly deps: MembersDeps;

  constructor(deps: MembersDeps) {
    this.deps = deps;
    this.members = Array.from({ length: deps.count }, (_, i) => ({ name: `etcd-${i + 1}`, id: deps.random.hex(16), up: true, term: this.term, index: 0, backMs: -Infinity }));
    this.leader = this.members[deps.random.int(deps.count)];
  }

  get names(): readonly string[] {
    return this.members.map(({ name }) => name);
  }

  get quorum(): number {
    return Math.floor(this.members.length / 2) + 1;
  }

  list(): readonly EtcdMember[] {
    const end = this.logEnd();
    return this.members.map((member) => {
      const index = this.indexOf(member);
      const role = !member.up ? 'down' : member === this.leader ? 'leader' : this.leader ? 'follower' : 'candidate';
      return { name: member.name, id: member.id, role, term: member.up && this.leader ? this.term : member.term, index, behind: end - index };
    });
  }

  isUp(name: string): boolean {
    return this.members.some((member) => member.name === name && member.up);
  }

  /** The member's process ends. False where there is no such member, or where it is down already. */
  fail(name: string): boolean {
    const member = this.members.find((each) => each.name === name && each.up);
    if (!member) return false;
    member.index = this.indexOf(member);
    member.term = this.term;
    member.up = false;
    if (this.upCount() < this.quorum) this.loseQuorum(member === this.leader);
    else if (member === this.leader) this.loseLeader(ErrLeaderChanged);
    return true;
  }

  /** The member's process starts again, with the log it had. */
  recover(name: string): void {
    const member = this.members.find((each) => each.name === name && !each.up);
    if (!member) return;
    member.up = true;
    member.backMs = this.deps.clock.nowMs;
    if (!this.leader && this.upCount() >= this.quorum) this.electLater();
  }

  private upCount(): number {
    return this.members.filter(({ up }) => up).length;
  }

  private logEnd(): number {
    return this.deps.revision() + this.extra;
  }

  private indexOf(member: Member): number {
    if (!member.up) return member.index;
    if (member === this.leader || member.backMs === -Infinity) return this.logEnd();
    const sent = this.leader ? Math.floor((this.deps.clock.nowMs - member.backMs) * CATCH_UP_PER_MS) : 0;
    return Math.min(this.logEnd(), member.index + sent);
  }

  /** The leader itself notices after an election timeout that it leads nobody (CheckQuorum), and steps down. */
  private loseQuorum(leaderWentToo: boolean): void {
    if (leaderWentToo || !this.leader) return this.loseLeader(ErrTimeout);
    this.refuse(ErrTimeoutConnectionLost);
    this.arm(ELECTION_MS, () => {
      if (this.upCount() >= this.quorum) return this.serve();
      this.loseLeader(ErrTimeout);
    });
  }

  private loseLeader(refusal: string): void {
    // What the others had stays where it is until somebody leads again.
    for (const member of this.members) if (member.up) [member.index, member.term, member.backMs] = [this.indexOf(member), this.term, this.deps.clock.nowMs];
    this.leader = undefined;
    this.timer?.cancel();
    this.refuse(refusal);
    if (this.upCount() >= this.quorum) this.electLater();
  }

  private electLater(): void {
    this.refuse(ErrLeaderChanged);
    this.arm(ELECTION_MS + this.deps.random.int(ELECTION_MS), () => this.elect());
  }

  /** Only a member whose log is as long as any of a majority's can win. */
  private elect(): void {
    const up = this.members.filter((member) => member.up);
    if (up.length < this.quorum) return this.refuse(ErrTimeout);
    const longest = Math.max(...up.map((member) => member.index));
    this.term++;
    this.extra++;
    this.leader = this.deps.random.pick(up.filter((member) => member.index === longest));
    for (const member of up) member.backMs = member.index === longest ? -Infinity : this.deps.clock.nowMs;
    this.serve();
  }

  private arm(delayMs: number, run: () => void): void {
    this.timer?.cancel();
    this.timer = this.deps.clock.after(delayMs, run);
  }

  private refuse(refusal: string): void {
    this.refusal = refusal;
    this.deps.onChange();
  }

  private serve(): void {
    this.refusal = undefined;
    this.deps.onChange();
    this.served.fire();
  }
}
