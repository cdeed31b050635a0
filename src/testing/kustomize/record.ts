// Records what a real `kubectl kustomize` makes of the cases: `node scripts/record-kustomize.mjs KUBECTL` writes recordings.json. Nothing of ours is written there.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { argumentsOf, cases } from './cases.ts';

const binary = process.argv[2] ?? 'kubectl';
const recorded = cases.map((one) => {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'kz-')));
  for (const [name, text] of Object.entries(one.files)) {
    fs.mkdirSync(path.join(root, text === '' ? name : path.dirname(name)), { recursive: true });
    if (text !== '') fs.writeFileSync(path.join(root, name), text);
  }
  const { stdout, stderr, status } = spawnSync(binary, argumentsOf(one), { cwd: root, encoding: 'utf8' });
  const files = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => fs.statSync(path.join(root, name)).isFile() && !(name in one.files)).sort();
  const written = Object.fromEntries(files.map((name) => [name, fs.readFileSync(path.join(root, name), 'utf8')]));
  fs.rmSync(root, { recursive: true });
  return { title: one.title, stdout: stdout.replaceAll(root, '/w'), stderr: stderr.replaceAll(root, '/w'), code: status, ...(files.length ? { written } : {}) };
});
fs.writeFileSync('src/testing/kustomize/recordings.json', `${JSON.stringify(recorded, null, 1)}\n`);
console.log(`${recorded.length} cases`);
