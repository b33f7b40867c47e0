import fs from 'node:fs';
import path from 'node:path';
import { runTool, StepError, step } from './step.js';

/**
 * As root. The package would start a system service on port 6379, now and at each boot: policy-rc.d refuses the first, `disable` the
 * second. The machine's own policy-rc.d, if any, is put back however this ends.
 */
const aptScript = `
policy=/usr/sbin/policy-rc.d
saved=
if [ -e "$policy" ] || [ -L "$policy" ]; then saved="$policy.saved.$$"; mv "$policy" "$saved" || exit 1; fi
trap 'rm -f "$policy"; if [ -n "$saved" ]; then mv "$saved" "$policy"; fi' EXIT
trap 'exit 130' INT TERM HUP
printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy" || exit 1
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
install='apt-get install -y -q --no-install-recommends'
if $install redis-server; then service=redis-server; else $install valkey-server && service=valkey-server || exit 1; fi
if command -v systemctl >/dev/null; then systemctl disable "$service"; fi
exit 0
`;

/** Makes sure that redis-server or valkey-server is on the PATH. @throws {StepError} with the one command to run where we cannot */
export async function installRedis() {
  if (isOnPath('redis-server') || isOnPath('valkey-server')) return;
  const asRoot = isOnPath('apt-get') ? await rootPrefix() : undefined;
  if (asRoot === undefined) throw new StepError(`redis-server is missing; install it with: ${installCommand()}`);
  const [command = '/bin/sh', ...args] = [...asRoot, '/bin/sh', '-c', aptScript];
  await step('installing redis-server', () =>
    runTool(command, args, { ownGroup: asRoot.length === 0, killAfterMs: 60_000 }),
  );
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
