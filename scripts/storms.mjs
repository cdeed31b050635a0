// npm run storms -- [--from SEED] [--count N] [--seconds S] [--processes P] [--quiet]: bundles the storms and runs them, on several processors at once.
import { spawn } from 'node:child_process';
import os from 'node:os';
import { bundleTool } from './tasks/tool.mjs';

const args = process.argv.slice(2);
const at = args.indexOf('--processes');
const processes = at < 0 ? os.availableParallelism() : Number(args.splice(at, 2)[1]);
const program = await bundleTool('src/testing/storms/play-storms.ts');
const codes = await Promise.all(
  Array.from({ length: processes }, (_, shard) => new Promise((ended) => {
    spawn('node', ['--enable-source-maps', program, ...args, '--shard', String(shard), '--shards', String(processes)], { stdio: 'inherit' }).on('exit', (code) => ended(code ?? 1));
  })),
);
process.exit(Math.max(...codes));
