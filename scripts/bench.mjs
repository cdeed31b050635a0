// npm run bench: builds the benchmark and runs it with the garbage collector at hand.
import { runTool } from './tasks/tool.mjs';

process.exit((await runTool('src/node/bench.ts', process.argv.slice(2), ['--expose-gc'])) ? 0 : 1);
