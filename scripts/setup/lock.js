import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makePrivateFolder } from '../../runtime/privateFolder.js';
import { StepError } from './step.js';

/** Bytes. */
const longestLock = 1000;
/** Stands for the owner of a lock that belongs to another user and that we may not read. */
const unknownOwner = '? ?';
const defaultLimitMs = 600_000;

/**
 * Takes a lock between processes, and waits while another one holds it. The lock of a process that no longer runs does not count.
 * THE lock of a folder or a file on this machine: commands take it, too. Plain JavaScript without packages, because the set-up needs it before
 * anything is installed.
 *
 * @param {string} file the lock file; its folder is made when missing, for us alone
 * @param {{ onWait?: (pid: string) => void, limitMs?: number, heldText?: (pid: string) => string }} [options] `onWait`: called once when
 *   it has to wait, with the process id of who holds it; `limitMs`: longest wait, by default 10 minutes; `heldText`: what to say after it
 * @returns {Promise<() => void>} releases the lock
 * @throws {StepError} when it is still held after that time, or when the file is no lock of ours
 * @throws {Error} with the code of the system where the folder cannot be written, or a dead owner's lock not be removed
 */
export async function lock(file, { onWait, limitMs = defaultLimitMs, heldText } = {}) {
  makePrivateFolder(path.dirname(file));
  const me = [process.pid, os.hostname(), startTicks(process.pid) ?? ''].join(' ').trim();
  const draft = `${file}.${crypto.randomUUID()}`;
  fs.writeFileSync(draft, me, { flag: 'wx', mode: 0o600 });
  const started = performance.now();
  let isWaiting = false;
  try {
    while (!tryLink(draft, file)) {
      const owner = readOwner(file);
      if (owner === undefined) continue;
      if (isDead(owner)) {
        removeStale(file, owner);
        continue;
      }
      const [pid = ''] = owner.split(' ');
      if (performance.now() - started >= limitMs) {
        throw new StepError(
          heldText?.(pid) ??
            `another set-up (process ${pid}) has held ${file} for ${limitMs / 60_000} minutes; if none runs, remove that file`,
        );
      }
      if (!isWaiting) onWait?.(pid);
      isWaiting = true;
      await new Promise((resolve) => setTimeout(resolve, Math.min(200, limitMs)));
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
  return () => {
    if (readOwner(file) === me) fs.rmSync(file, { force: true });
  };
}

/**
 * A link appears as a whole or not at all, so a lock never exists without its owner's name.
 * @param {string} from
 * @param {string} to
 */
function tryLink(from, to) {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    const code = Reflect.get(Object(error), 'code');
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP') throw error;
    throw new StepError(
      `${path.dirname(to)}: no lock can be made there, as this file system has no hard links; choose another folder`,
    );
  }
}

/**
 * The lock's owner as `<process id> <host> <start>`, or undefined if there is no lock (any more).
 * @param {string} file
 * @throws {StepError} when something else stands there; the message does not quote its content
 */
function readOwner(file) {
  let descriptor;
  try {
    descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
    const owner = fs.fstatSync(descriptor).size > longestLock ? '' : fs.readFileSync(descriptor, 'utf8');
    if (/^\d{1,10} \S+(?: \d+)?$/.test(owner)) return owner;
  } catch (error) {
    const code = Reflect.get(Object(error), 'code');
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES') return unknownOwner;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
  throw new StepError(`${file} is no lock of a set-up; remove it`);
}

/**
 * Nothing is known of a process on another machine (in a shared folder), so it counts as alive. The system may give a process id to a new
 * process, in a restarted container at once: the process that has it now is the owner only if it started at the same time.
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
 * When a process started, in clock ticks since the machine's start; undefined if the system does not tell.
 * @param {number} pid
 */
function startTicks(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22. Counting begins at field 3, the first after the program's name, because the name may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3];
  } catch {
    return undefined;
  }
}

/**
 * Renames the stale lock before it removes it. So only one of two processes that find it stale succeeds, and a fresh lock that was renamed by
 * mistake is put back.
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
