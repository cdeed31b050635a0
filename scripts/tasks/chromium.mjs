// Finds a Chromium for the end-to-end tests, or installs one: Debian's package when root, Playwright's own build otherwise.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { environment, root } from './dependencies.mjs';

const known = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const found = () => known.find((file) => file && fs.existsSync(file));
const sh = (command, args) => spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment({ DEBIAN_FRONTEND: 'noninteractive' }) }).status === 0;
const hasKoreanFont = () => !fs.existsSync('/usr/bin/fc-list') || /./.test(spawnSync('fc-list', [':lang=ko'], { encoding: 'utf8' }).stdout ?? '');

/** The path of a browser; '' lets Playwright use the build that it installed itself. */
export function ensureChromium() {
  const aptRoot = fs.existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (aptRoot && (!found() || !hasKoreanFont())) {
    console.log('Installing Chromium and fonts from Debian’s packages …');
    sh('apt-get', ['update', '-qq']);
    sh('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk', 'fonts-noto-color-emoji']);
  }
  const path = found();
  if (path) return path;
  console.log('No Chromium found; asking Playwright to install one …');
  if (!sh('npx', ['playwright', 'install', 'chromium'])) {
    console.error('No Chromium or Chrome is installed and none could be fetched. Install one, or set CHROMIUM_PATH.');
    process.exit(1);
  }
  return '';
}
