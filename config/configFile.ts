import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { ConfigError } from './errors.ts';

const largestBytes = 1_000_000;

export interface ConfigFile {
  readonly text: string;
  /** First 12 hex digits of the SHA-256 of the file's bytes. */
  readonly hash: string;
}

/** What is wrong with the file or its path. Every other error is the system's: it may pass. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file (CONFIG_FILE names another one)',
  ENOTDIR: 'there is no such file (CONFIG_FILE names another one)',
  EACCES: 'it cannot be read: permission denied',
  EPERM: 'it cannot be read: operation not permitted',
  EISDIR: 'it is not a regular file',
  ELOOP: 'it is a symbolic link that leads in a circle',
  ENAMETOOLONG: 'its path is too long',
  ENXIO: 'it is not a regular file',
};

const troubles: Readonly<Record<string, string>> = {
  EMFILE: 'too many open files in this process (EMFILE)',
  ENFILE: 'too many open files on this machine (ENFILE)',
};

/**
 * Reads the configuration file, of 1 MB at most; a byte order mark is left out.
 * @param file absolute path
 * @throws ConfigError when it is missing, unreadable, not a regular file, too large or not UTF-8; with `isPassing` where that is no
 * fault of the file
 */
export function readConfigFile(file: string): ConfigFile {
  const bytes = readBytes(file);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), hash };
  } catch (cause) {
    throw new ConfigError(file, ['it is not UTF-8 text; save it as UTF-8'], { cause });
  }
}

function readBytes(file: string): Buffer {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new ConfigError(file, ['it is not a regular file']);
    const bytes = stat.size > largestBytes ? undefined : readFileSync(descriptor);
    if (bytes === undefined || bytes.length > largestBytes) throw new ConfigError(file, ['it is larger than 1 MB']);
    return bytes;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : String(cause);
    const isPassing = reasons[code] === undefined;
    throw new ConfigError(file, [reasons[code] ?? `it cannot be read: ${troubles[code] ?? code}`], {
      cause,
      isPassing,
    });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
