import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { bundlePage } from './bundlePage.js';
import { copyBundles } from './copyBundles.js';
import { installRedis } from './installPackages.js';
import { lock } from './lock.js';
import { runTool, StepError, step } from './step.js';
import { tableFaults } from './tableFaults.js';

/**
 * Everything between `git clone` and a task: node modules, build, Redis. It skips what is up to date, so a second run only reads the sources.
 * Plain JavaScript with nothing but Node's own modules, because it runs before any other is installed.
 */

const oldestNode = [20, 20];
export const buildFolders = [
  'config',
  'markets',
  'runtime',
  'model',
  'analysis',
  'exchanges',
  'gateway',
  'collectors',
  'relay',
  'store',
  'api',
  'web',
  'simulator',
  'scripts',
  'rig',
  'bench',
];

/**
 * @param {string} root the project's folder
 * @param {{ redis?: boolean }} [options] `redis`: make sure that redis-server or valkey-server is there, too
 * @throws {StepError}
 */
export async function setup(root, { redis = false } = {}) {
  checkPlatform();
  const needsModules = () => readStamp(modulesStamp(root)) !== modulesHash(root);
  const needsBuild = () => !isBuilt(root);
  if (needsModules() || needsBuild()) {
    const release = await takeLock(root);
    try {
      if (needsModules()) await step('installing node modules', () => installModules(root));
      if (needsBuild()) await step('building', () => build(root));
    } finally {
      release();
    }
  }
  if (redis) await installRedis();
}

/**
 * Whether dist/ was built from the present sources.
 * @param {string} root the project's folder
 */
export function isBuilt(root) {
  return readStamp(buildStamp(root)) === buildHash(root);
}

/** @throws {StepError} when this Node or system cannot run the project */
function checkPlatform() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = oldestNode;
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
    throw new StepError(`Node ${process.versions.node} is too old: ${oldestNode.join('.')} or newer is needed`);
  }
  if (process.platform === 'win32') throw new StepError('Windows is not supported: run it inside WSL');
}

/** @param {string} root */
async function takeLock(root) {
  try {
    return await lock(path.join(root, 'data', 'setup.lock'), {
      onWait: (pid) => void process.stderr.write(`waiting for another set-up (process ${pid}) ...\n`),
    });
  } catch (error) {
    if (error instanceof StepError) throw error;
    throw new StepError(`cannot write to ${path.join(root, 'data')} (${Reflect.get(Object(error), 'code') ?? error})`);
  }
}

/** @param {string} root */
const modulesStamp = (root) => path.join(root, 'node_modules', '.setup-stamp');
/** @param {string} root */
const buildStamp = (root) => path.join(root, 'dist', '.build-stamp');

/** @param {string} file */
function readStamp(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} root */
function modulesHash(root) {
  const hash = crypto.createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}\n`);
  for (const file of ['package-lock.json', 'package.json']) hash.update(fs.readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

/** @param {string} root */
async function installModules(root) {
  fs.rmSync(modulesStamp(root), { force: true });
  const hash = modulesHash(root);
  const execPath = process.env.npm_execpath ?? '';
  const isNpm = path.basename(execPath) === 'npm-cli.js' && fs.existsSync(execPath);
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--no-progress'];
  const [command, prefix] = isNpm ? [process.execPath, [execPath]] : ['npm', []];
  await runTool(command, [...prefix, ...args], { cwd: root });
  fs.writeFileSync(modulesStamp(root), hash);
}

/**
 * All that goes into a build, as `[path below root, content]`.
 * @param {string} root
 * @returns {[string, Buffer][]}
 */
function sources(root) {
  const files = buildFolders
    .filter((folder) => fs.existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((name) => path.join(folder, name)),
    )
    .filter((file) => /\.(tsx?|js|json|lua|css)$/.test(file));
  return files.sort().map((file) => [file, fs.readFileSync(path.join(root, file))]);
}

/** @param {string} root */
function buildHash(root) {
  const hash = crypto.createHash('sha256').update(modulesHash(root));
  for (const name of ['tsconfig.json', 'tsconfig.build.json']) hash.update(fs.readFileSync(path.join(root, name)));
  for (const [file, content] of sources(root)) hash.update(`${file} ${content.length}\n`).update(content);
  return hash.digest('hex');
}

/**
 * Builds dist/. A build counts only with its stamp, which is written last. A build with type errors leaves the old files in place.
 * @param {string} root
 */
async function build(root) {
  fs.rmSync(buildStamp(root), { force: true });
  const hash = buildHash(root);
  const before = sources(root);
  const faults = tableFaults(root);
  if (faults.length > 0) throw new StepError(faults.join('\n'));
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const compile = (/** @type {string[]} */ args) =>
    runTool(process.execPath, [tsc, ...args, '--noEmitOnError', '--pretty', 'false'], { cwd: root });
  await compile(['-p', 'tsconfig.build.json']);
  await compile(['-p', 'web']);
  const styles = before.map(([file]) => file).filter((file) => file.endsWith('.css'));
  const page = await bundlePage(root, styles);
  const wanted = new Set(['.build-stamp', ...page, ...copyBundles(root)]);
  for (const [file, content] of before) {
    // Of the page no file is its own.
    if (file.startsWith(`web${path.sep}`)) continue;
    if (/\.(json|lua)$/.test(file)) {
      fs.mkdirSync(path.dirname(path.join(root, 'dist', file)), { recursive: true });
      fs.writeFileSync(path.join(root, 'dist', file), content);
    }
    const compiled = file.replace(/\.tsx?$/, '.js');
    wanted.add(compiled).add(`${compiled}.map`);
  }
  for (const file of fs.readdirSync(path.join(root, 'dist'), { recursive: true, encoding: 'utf8' })) {
    const full = path.join(root, 'dist', file);
    if (!wanted.has(file) && fs.statSync(full).isFile()) fs.rmSync(full);
  }
  fs.writeFileSync(buildStamp(root), hash);
}
