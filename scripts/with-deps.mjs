// Runs a command of the project with its dependencies in place: installs them first where they are missing or out of date.
import { spawnSync } from 'node:child_process';
import { ensureDependencies, environment } from './tasks/dependencies.mjs';

ensureDependencies();
const [command, ...args] = process.argv.slice(2);
const result = spawnSync(command, args, { stdio: 'inherit', env: environment() });
process.exit(result.status ?? 1);
