// npm run build: the page into dist/, the command-line program into dist-cli/kubarium.mjs.
import { buildCli, buildPage } from './tasks/build.mjs';

process.exit(buildPage({ force: true }) && buildCli({ force: true }) ? 0 : 1);
