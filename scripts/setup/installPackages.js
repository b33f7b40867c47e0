import { findOnPath } from './findOnPath.js';
import { runTool, StepError, step } from './step.js';

const waitingLine = 'waiting for another set-up that installs packages ...';

/**
 * Runs as root. Its arguments are the lock file, the longest wait for it in seconds, the path of policy-rc.d, and sets of packages; it installs
 * the first set that can be installed.
 *
 * There is one lock for the whole machine, because the script changes the machine's policy-rc.d; so the set-up of another clone waits, too. It
 * is a lock of the kernel (flock, which every system with apt has) and ends with this shell. The empty lock file stays. Only root can open it:
 * otherwise another user could hold the lock for ever.
 *
 * A package may start a system service (Redis: on port 6379), now and at each boot. For packages that were not installed before, our policy-rc.d
 * prevents the first and `disable` the second. The machine's own policy-rc.d, if there is one, is always put back. After a kill -9 the next
 * run clears up; until then the policy that was left refuses nothing, because it holds only while this shell runs.
 */
export const aptScript = `
lock=$1
seconds=$2
policy=$3
shift 3
mask=$(umask)
umask 077
exec 8>>"$lock" || exit 1
umask "$mask"
if ! flock -n 8; then
  echo '${waitingLine}'
  flock -w "$seconds" 8 || { echo "another set-up has held $lock for $seconds s: wait until it has ended, or end it"; exit 1; }
fi
saved="$policy.saved"
marker='made by the set-up of binance-collector'
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
$apt update 8>&-
install="$apt install -y --no-install-recommends"
for packages in "$@"; do
  new=
  for package in $packages; do dpkg-query -W -f '\${Status}' "$package" 2>/dev/null | grep -q ' installed' || new="$new $package"; done
  if $install $packages 8>&-; then
    if command -v systemctl >/dev/null; then for package in $new; do systemctl disable "$package"; done; fi
    exit 0
  fi
done
exit 1
`;
/** Only root can write to these folders. */
const lockFile = '/run/binance-collector-install.lock';
const policyFile = '/usr/sbin/policy-rc.d';
const lockSeconds = 600;

/** Makes sure that redis-server or valkey-server is on the PATH. @throws {StepError} with the one command to run where we cannot */
export async function installRedis() {
  const isInstalled = () => isOnPath('redis-server') || isOnPath('valkey-server');
  if (isInstalled()) return;
  if (await installPackages(['redis-server', 'valkey-server'], isInstalled)) return;
  throw new StepError(`redis-server is missing; install it with: ${installCommand()}`);
}

/**
 * Installs those of these that are missing, where we may. Nobody needs them: who uses one has to look whether it is there.
 *
 * @param {{ names: string, isInstalled: () => boolean }[]} sets packages that are installed together, with spaces between their names
 * @param {(line: string) => void} log
 */
export async function installOptional(sets, log) {
  for (const { names, isInstalled } of sets.filter((each) => !each.isInstalled())) {
    try {
      await installPackages([names], isInstalled);
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      log(error.message);
    }
  }
}

/**
 * Installs packages with apt, without letting them start a service.
 *
 * @param {string[]} sets each has names of packages with spaces between them; the first set that can be installed is installed
 * @param {() => boolean} isInstalled
 * @returns {Promise<boolean>} false if we may not install, or if there is no apt
 * @throws {StepError} with what apt said
 */
export async function installPackages(sets, isInstalled) {
  const asRoot = isOnPath('apt-get') ? await rootPrefix() : undefined;
  if (asRoot === undefined) return false;
  if (isInstalled()) return true;
  const script = ['/bin/sh', '-c', aptScript, 'sh', lockFile, String(lockSeconds), policyFile, ...sets];
  const [command = '/bin/sh', ...args] = [...asRoot, ...script];
  /** @param {string} text */
  const onOutput = (text) => {
    if (text.includes(waitingLine)) process.stderr.write(`${waitingLine} `);
  };
  await step(`installing ${sets[0]}`, () =>
    runTool(command, args, { ownGroup: asRoot.length === 0, killAfterMs: 60_000, onOutput }),
  );
  return true;
}

/** What must stand before a command to run it as root: nothing for root, sudo if it asks no password; undefined if there is no way. */
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
const isOnPath = (command) => findOnPath(command) !== undefined;
