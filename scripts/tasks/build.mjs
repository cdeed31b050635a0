// Builds the page (dist/) and the command-line program (dist-cli/kubarium.mjs), when their sources are newer than they are.
import fs from 'node:fs';
import path from 'node:path';
import { root, run } from './dependencies.mjs';

const inputs = ['src', 'public', 'lessons', 'index.html', 'vite.config.ts', 'scripts/cli.config.ts', 'package-lock.json'];

function newest(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return fs.readdirSync(file).reduce((latest, name) => Math.max(latest, newest(path.join(file, name))), stat.mtimeMs);
}

const fresh = (output) => {
  const built = fs.statSync(path.join(root, output), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built > Math.max(...inputs.map((input) => newest(path.join(root, input))));
};

export function buildPage({ force = false } = {}) {
  if (!force && fresh('dist/index.html')) return true;
  return run('vite', ['build', '--logLevel', 'warn']);
}

export function buildCli({ force = false } = {}) {
  if (!force && fresh('dist-cli/kubarium.mjs')) return true;
  return run('vite', ['build', '--config', 'scripts/cli.config.ts', '--logLevel', 'warn']);
}
