// npm run fuzz:api -- [--cases N] [--seed S], fuzz:kubectl -- [--lines N] [--seed S] [LINE…] and fuzz:shell -- [--scripts N] [--seed S]: bundle a long fuzz run and run it.
import { runTool } from './tasks/tool.mjs';

const [what, ...args] = process.argv.slice(2);
const entry = { api: 'src/testing/fuzz/play-api.ts', kubectl: 'src/testing/differential/play.ts', shell: 'src/testing/shell/play.ts' }[what];
process.exit(entry && (await runTool(entry, args)) ? 0 : 1);
