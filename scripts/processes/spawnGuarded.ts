import { type ChildProcess, spawn } from 'node:child_process';

/**
 * The shell starts a guard in the command's process group and then becomes the command, so that pid, signals and exit code are the command's
 * own. The guard reads a pipe that only this Node process holds open. The pipe closes when we end, in whatever way (kill -9, too). The guard
 * then asks the command to stop and, after the grace time, kills the group. `$$` cannot mean a stranger: the system does not give a process
 * id to another process while it is the group id of a living one, here of the guard.
 */
const guard = `
exec 9<&0 </dev/null
(
  trap '' TERM INT HUP
  exec >/dev/null 2>&1 3>&-
  while read -r _ <&9; do :; done
  kill -s TERM $$
  left=$GUARD_GRACE_TENTHS
  while [ "$left" -gt 0 ] && kill -s 0 $$; do sleep 0.1; left=$((left - 1)); done
  kill -s KILL -- -$$
) &
unset GUARD_GRACE_TENTHS
exec 9<&- "$@"
`;

export interface GuardedOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Open an IPC channel, for Node children that report `ready`. Default false. */
  ipc?: boolean;
  /** How long the command may take to stop by itself after our death, in ms. Default 5000. */
  graceMs?: number;
}

/**
 * Starts a command in a process group of its own, which never outlives this process. Its stdin is empty. Its stdout and stderr are pipes that
 * the caller has to read. POSIX only.
 */
export function spawnGuarded(command: string, args: readonly string[], options: GuardedOptions = {}): ChildProcess {
  const { cwd, env = process.env, ipc = false, graceMs = 5000 } = options;
  return spawn('/bin/sh', ['-c', guard, 'sh', command, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...env, GUARD_GRACE_TENTHS: String(Math.ceil(graceMs / 100)) },
    stdio: ipc ? ['pipe', 'pipe', 'pipe', 'ipc'] : ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
}
