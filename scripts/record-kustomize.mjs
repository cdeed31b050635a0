// Records src/testing/kustomize/recordings.json anew: node scripts/record-kustomize.mjs KUBECTL
import { runTool } from './tasks/tool.mjs';

await runTool('src/testing/kustomize/record.ts', process.argv.slice(2));
