// npm run fuzz:api -- [--cases N] [--seed S] and npm run fuzz:kubectl -- [--lines N] [--seed S] [LINE…]: bundle a long fuzz run and run it.
import { runTool } from './tasks/tool.mjs';

const [what, ...args] = process.argv.slice(2);
const entry = { api: 'src/testing/fuzz/play-api.ts', kubectl: 'src/testing/differential/play.ts' }[what];
process.exit(entry && (await runTool(entry, args)) ? 0 : 1);
