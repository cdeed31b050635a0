// Bytes through the HTTP door of `serve`: broken bodies, paths, headers and framings are answered or dropped, never with a 500, and nobody else notices.
import { expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { serve } from '../node/serve.ts';
import { bytesOf, sent } from './fuzz/bytes.ts';
import { upstreams500 } from './fuzz/law.ts';

const seed = process.env['KUBARIUM_SEED'] ?? 'test';
const connections = process.env['KUBARIUM_LONG'] === undefined ? 400 : 20_000;
const AT_ONCE = 8;
const HEAD = Buffer.from('HEAD ');
const get = Buffer.from('GET /api/v1/namespaces/default HTTP/1.1\r\nHost: x\r\n\r\n');

test(`${connections} connections of seed ${seed}`, async () => {
  const world = createWorld({ seed: 1, startMs: Date.now(), pace: 'fast', runtime: 'hollow', nodes: 1, without: ['cloud'] });
  world.clock.runFor(3000);
  const complaints: string[] = [];
  world.clock.onFailure = (error, task) => complaints.push(`task ${task}: ${String(error)}`);
  world.cluster.api.onPanic = (error) => complaints.push(`panic: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  const unheard = (error: unknown): void => void complaints.push(`unhandled: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  process.on('unhandledRejection', unheard);
  process.on('uncaughtException', unheard);
  const serving = await serve(world, { port: 0, speed: 1, kubeconfig: undefined });
  const port = Number(new URL(serving.url).port);
  const counts = new Map<number, number>();
  const faults: string[] = [];
  try {
    for (let i = 0; i < connections; i += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, async (_, j) => {
        const bytes = bytesOf(`${seed}/${i + j}`);
        let answer = await sent(port, bytes).catch((error: Error) => ({ status: -1, text: error.message }));
        counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
        // The answer to a HEAD says nothing of why: it is asked for again.
        if (answer.status === 500 && bytes.subarray(0, 5).equals(HEAD)) answer = await sent(port, Buffer.concat([Buffer.from('GET '), bytes.subarray(5)]));
        const broken = answer.status === -1 || (answer.status === 500 && !upstreams500.test(answer.text));
        if (broken || complaints.length > 0) faults.push(`${seed}/${i + j}: ${answer.status} ${answer.text.slice(-300)} ${complaints.splice(0).join(' ')} for ${JSON.stringify(bytes.toString('latin1').slice(0, 600))}`);
      }));
    }
    expect((await sent(port, get)).status).toBe(200);
  } finally {
    process.off('unhandledRejection', unheard);
    process.off('uncaughtException', unheard);
    await serving.stop();
  }
  console.info(`${connections} connections: ${[...counts].sort(([a], [b]) => a - b).map(([code, count]) => `${code}: ${count}`).join(', ')}`);
  expect(faults).toEqual([]);
  // Most is understood as HTTP and answered.
  expect(counts.get(0) ?? 0).toBeLessThan(connections / 4);
}, 600_000);
