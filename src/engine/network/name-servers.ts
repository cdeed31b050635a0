// Name servers that are no Pods: the one of the outside world, and one in cluster DNS' place where no such Pods are run.
import { decodeQuestion, type DnsReply, encodeDns } from '../base/dns.ts';
import type { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { NetStack } from '../machine/net.ts';

export type Answering = (name: string, type: string) => DnsReply;

/** Answers at port 53 for as long as the world lasts; undefined: no answer comes. */
export function serveNames(clock: Clock, net: NetStack, answer: (name: string, type: string) => DnsReply | undefined): void {
  const socket = net.datagrams?.(53);
  if (!socket) return;
  clock.spawn((function* (): Fiber<void> {
    for (;;) {
      const datagram = yield* socket.receive();
      if (!datagram) return;
      const question = decodeQuestion(datagram.text);
      const reply = question && answer(question.name, question.type);
      if (question && reply) datagram.reply(encodeDns({ ...reply, id: question.id }));
    }
  })(), `name server ${net.ip}`);
}

/** Answers for some hosts by name, and says that there are no others. */
export function answerHosts(addressOf: (name: string) => string | undefined): Answering {
  return (name, type) => {
    const ip = addressOf(name);
    if (ip === undefined) return { status: 'NXDOMAIN', answers: [] };
    return { status: 'NOERROR', answers: type === 'A' ? [{ name, type: 'A', ttl: 300, data: ip }] : [] };
  };
}

/** What cluster DNS says: its own zone, names that are aliases followed to their end, the rest from outside. */
export function answerCluster(zone: (name: string, type: string) => DnsReply | undefined, outside: Answering): Answering {
  const follow = (name: string, type: string, depth: number): DnsReply => {
    const reply = zone(name, type) ?? outside(name, type);
    const alias = reply.answers.find((record) => record.type === 'CNAME');
    if (!alias || type === 'CNAME' || depth >= 8) return reply;
    return { ...reply, answers: [...reply.answers, ...follow(alias.data.replace(/\.$/, ''), type, depth + 1).answers] };
  };
  return (name, type) => follow(name, type, 0);
}
