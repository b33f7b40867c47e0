import { readFileSync } from 'node:fs';

/** More would cost memory: each connection may hold 64 kB of unread requests. A caller needs only one. */
const MOST = 4_000;

/** The usual number of descriptors (open files) of a process, for systems that do not tell it. */
const USUAL = 1_024;

/** Descriptors that the process itself needs for Redis, logs, CONFIG.json and its program files. */
const OWN = 64;

/** How many connections at once a process may have. A fifth of its descriptors, at least 64, is kept for the process itself. */
export function mostConnections(descriptors = descriptorLimit()): number {
  return Math.max(8, Math.min(MOST, descriptors - Math.max(OWN, Math.ceil(descriptors / 5))));
}

/** How many descriptors this process may have. */
function descriptorLimit(): number {
  try {
    const [, soft] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft) || USUAL;
  } catch {
    return USUAL;
  }
}
