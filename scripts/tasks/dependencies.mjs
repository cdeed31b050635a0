// Installs the locked dependencies once per lockfile, and refuses a Node.js that is too old with a clear line.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '../..');

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Kubarium needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

// `npm ci` insists on every platform's optional packages, which some registries do not hold; `npm install --no-save` takes the locked versions too.
/** Installs when the lockfile is not the one that was installed last. */
export function ensureDependencies() {
  checkNode();
  const stamp = path.join(root, 'node_modules/.kubarium-lock');
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing dependencies …');
  const result = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status !== 0) process.exit(result.status ?? 1);
  fs.writeFileSync(stamp, lock);
}

/** The environment for commands of the project: its binaries first on the PATH. */
export function environment(extra = {}) {
  return { ...process.env, PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`, ...extra };
}

/** Runs to the end, showing the output; true when it succeeded. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options, env: environment(options.env) });
  return result.status === 0;
}
