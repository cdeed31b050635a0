// npm run fuzz:api -- [--cases N] [--seed S]: bundles the API's long fuzz run and runs it.
import { runTool } from './tasks/tool.mjs';

process.exit((await runTool('src/testing/fuzz/play-api.ts', process.argv.slice(2))) ? 0 : 1);
