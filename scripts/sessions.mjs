// npm run sessions -- [TOPIC…] [--quiet]: replays kubectl transcripts in process and prints what differs.
import { runTool } from './tasks/tool.mjs';

process.exit((await runTool('src/testing/play-sessions.ts', process.argv.slice(2))) ? 0 : 1);
