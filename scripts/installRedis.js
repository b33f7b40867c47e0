import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { lock } from './lock.js';
import { runTool, StepError, step } from './step.js';

/**
 * As root; its argument is the path of policy-rc.d. The package would start a system service on port 6379, now and at each boot: our
 * policy-rc.d refuses the first, `disable` the second. The machine's own policy-rc.d, if any, is put back however this ends. What a
 * kill -9 left is cleared away by the next run, and refuses nothing meanwhile: our policy holds only while this shell runs.
 */
export const aptScript = `
policy=$1
saved="$policy.saved"
marker='made by the set-up that installs redis-server'
exists() { [ -e "$1" ] || [ -L "$1" ]; }
restore() {
  if grep -q "$marker" "$policy" 2>/dev/null; then rm -f "$policy"; fi
  if exists "$saved" && ! exists "$policy"; then mv "$saved" "$policy"; fi
}
restore
if exists "$policy"; then mv "$policy" "$saved" || exit 1; fi
trap restore EXIT
trap 'exit 130' INT TERM HUP
printf '#!/bin/sh\\n# %s\\nkill -0 %s 2>/dev/null || exit 0\\nexit 101\\n' "$marker" $$ > "$policy" && chmod 755 "$policy" || exit 1
export DEBIAN_FRONTEND=noninteractive
apt='apt-get -q -o DPkg::Lock::Timeout=300'
$apt update
install="$apt install -y --no-install-recommends"
if $install redis-server; then service=redis-server; else $install valkey-server && service=valkey-server || exit 1; fi
if command -v systemctl >/dev/null; then systemctl disable "$service"; fi
exit 0
`;
const policyFile = '/usr/sbin/policy-rc.d';

/** Makes sure that redis-server or valkey-server is on the PATH. @throws {StepError} with the one command to run where we cannot */
export async function installRedis() {
  if (isInstalled()) return;
  const asRoot = isOnPath('apt-get') ? await rootPrefix() : undefined;
  if (asRoot === undefined) throw new StepError(`redis-server is missing; install it with: ${installCommand()}`);
  const [command = '/bin/sh', ...args] = [...asRoot, '/bin/sh', '-c', aptScript, 'sh', policyFile];
  const release = await takeLock();
  try {
    if (isInstalled()) return; // by whom we waited for
    await step('installing redis-server', () =>
      runTool(command, args, { ownGroup: asRoot.length === 0, killAfterMs: 60_000 }),
    );
  } finally {
    release();
  }
}

const isInstalled = () => isOnPath('redis-server') || isOnPath('valkey-server');

/** One for the whole machine, whose policy-rc.d is changed: another clone's set-up must wait, too. */
async function takeLock() {
  const file = path.join(os.tmpdir(), 'install-redis-server.lock');
  try {
    return await lock(file, (owner) => {
      process.stderr.write(`waiting for another set-up (process ${owner.split(' ')[0]}) ...\n`);
    });
  } catch (error) {
    throw new StepError(`cannot take or remove the lock ${file} (${Reflect.get(Object(error), 'code') ?? error})`);
  }
}

/** What goes before a command to run it as root: nothing, sudo when it asks no password, undefined when there is no way. */
async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (!isOnPath('sudo')) return undefined;
  const works = await runTool('sudo', ['-n', 'true']).then(
    () => true,
    () => false,
  );
  return works ? ['sudo', '-n'] : undefined;
}

function installCommand() {
  if (process.platform === 'darwin') return 'brew install redis';
  const tools = [
    ['apt-get', 'sudo apt-get install redis-server'],
    ['dnf', 'sudo dnf install valkey'],
    ['yum', 'sudo yum install redis'],
    ['apk', 'sudo apk add redis'],
    ['pacman', 'sudo pacman -S valkey'],
    ['zypper', 'sudo zypper install redis'],
  ];
  return tools.find(([tool = '']) => isOnPath(tool))?.[1] ?? 'the package manager of this system';
}

/** @param {string} command */
function isOnPath(command) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => fs.existsSync(path.join(folder, command)));
}
