import fs from 'node:fs';

/** Whether a process, or (negative) any process of a group, runs. One that is dead but not collected yet does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (!fs.existsSync('/proc/self/stat')) return true;
  const living = processes().filter((each) => each.state !== 'Z');
  return living.some((each) => (pid > 0 ? each.pid === pid : each.group === -pid));
}

/** All processes of this machine, as Linux tells them. */
export function processes(): { pid: number; parent: number; group: number; state: string; command: string }[] {
  return fs.readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state = '', parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return [{ pid: Number(name), parent: Number(parent), group: Number(group), state, command }];
    } catch {
      return []; // ended meanwhile
    }
  });
}
