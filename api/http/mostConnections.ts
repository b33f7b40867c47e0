import { readFileSync } from 'node:fs';

/** Each may hold 64 kB of unread requests. A caller needs one. */
const MOST = 4_000;

/** Where the system does not say how many descriptors a process may have: the usual number. */
const USUAL = 1_024;

/** What the process itself opens: Redis, logs, CONFIG.json, the program's files. */
const OWN = 64;

/** Connections at once for a process that may have so many descriptors: a fifth of them, 64 at least, is left for itself. */
export function mostConnections(descriptors = descriptorLimit()): number {
  return Math.max(8, Math.min(MOST, descriptors - Math.max(OWN, Math.ceil(descriptors / 5))));
}

/** Descriptors this process may have. */
function descriptorLimit(): number {
  try {
    const [, soft] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft) || USUAL;
  } catch {
    return USUAL;
  }
}
