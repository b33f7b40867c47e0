import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** A file system of its own that can be filled up. */
export interface SmallDisk {
  /** Leaves not a byte. */
  fill(): void;
  empty(): void;
  close(): void;
}

const SIZE_MB = 256;

/** Mounts a small file system (tmpfs) on a folder. Resolves to the reason where that cannot be done: only root on Linux may. */
export function smallDisk(directory: string): SmallDisk | string {
  fs.mkdirSync(directory, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'chaos', directory], {
    encoding: 'utf8',
  });
  if (mounted.status !== 0) return `no small disk: ${(mounted.stderr ?? String(mounted.error)).trim()}`;
  const ballast = path.join(directory, 'ballast');
  return {
    fill() {
      const file = fs.openSync(ballast, 'a');
      try {
        for (let size = 1 << 20; size >= 1; ) {
          try {
            fs.writeSync(file, Buffer.alloc(size));
          } catch {
            size >>= 1;
          }
        }
      } finally {
        fs.closeSync(file);
      }
    },
    empty: () => fs.rmSync(ballast, { force: true }),
    close: () => void spawnSync('umount', ['-l', directory]),
  };
}
