import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Takes a lock between processes, waiting for whoever holds it; the lock of a process that no longer lives does not count.
 * Plain JavaScript, because the set-up needs it before anything is installed.
 *
 * @param {string} file the lock file; its folder is made when missing
 * @param {(owner: string) => void} [onWait] called once when it has to wait
 * @returns {Promise<() => void>} releases the lock
 * @throws {Error} with the code of the system where the folder cannot be written, or a dead owner's lock not be removed
 */
export async function lock(file, onWait) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const me = [process.pid, os.hostname(), startTicks(process.pid) ?? ''].join(' ').trim();
  const draft = `${file}.${crypto.randomUUID()}`;
  fs.writeFileSync(draft, me, { flag: 'wx' });
  let isWaiting = false;
  try {
    while (!tryLink(draft, file)) {
      const owner = readOwner(file);
      if (owner !== undefined && isDead(owner)) {
        removeStale(file, owner);
        continue;
      }
      if (!isWaiting) onWait?.(owner ?? 'another process');
      isWaiting = true;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
  return () => {
    if (readOwner(file) === me) fs.rmSync(file, { force: true });
  };
}

/**
 * A link is made whole or not at all, so a lock never exists without its owner's name.
 * @param {string} from
 * @param {string} to
 */
function tryLink(from, to) {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function readOwner(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Of a process on another machine (a shared folder) nothing is known: it counts as alive. A process id is given out again, in a
 * restarted container at once: who has it now is the owner only when it started at the same time.
 * @param {string} owner
 */
function isDead(owner) {
  const [pid, host, ticks] = owner.split(' ');
  if (host !== os.hostname()) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'ESRCH') return true;
  }
  const ticksNow = startTicks(Number(pid));
  return ticks !== undefined && ticksNow !== undefined && ticks !== ticksNow;
}

/**
 * When a process started, in clock ticks since the machine did; undefined where the system does not tell.
 * @param {number} pid
 */
function startTicks(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // field 22, counted from field 3, the first behind the name, which may hold anything
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3];
  } catch {
    return undefined;
  }
}

/**
 * Renamed before it is removed: of two that find it stale only one succeeds, and a fresh lock taken by mistake is put back.
 * @param {string} file
 * @param {string} owner
 */
function removeStale(file, owner) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    if (readOwner(aside) !== owner) tryLink(aside, file);
    fs.rmSync(aside, { force: true });
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'ENOENT') throw error; // else somebody was faster
  }
}
