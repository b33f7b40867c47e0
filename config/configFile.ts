import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from '../runtime/errors.ts';

const largestBytes = 1_000_000;

export interface ConfigFile {
  readonly text: string;
  /** First 12 hex digits of the SHA-256 of the file's bytes. */
  readonly hash: string;
}

/** Error codes that mean that the file or its path is wrong. Any other error is the system's and may pass. */
const reasons: Readonly<Record<string, string>> = {
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
 * Absolute path of the configuration file: the one CONFIG_FILE names, by default CONFIG.json in the working directory.
 */
export const configFileOf = (env: NodeJS.ProcessEnv): string => resolve(named(env) || 'CONFIG.json');

const named = (env: NodeJS.ProcessEnv): string => env.CONFIG_FILE?.trim() ?? '';

/**
 * Reads the configuration file, of 1 MB at most; a byte order mark is left out.
 * @param file absolute path
 * @param env says in the error how the file was chosen
 * @throws ConfigError when it is missing, unreadable, not a regular file, too large or not UTF-8; with `isPassing` when the file is not to
 * blame and the trouble may pass
 */
export function readConfigFile(file: string, env: NodeJS.ProcessEnv = process.env): ConfigFile {
  const bytes = readBytes(file, env);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), hash };
  } catch (cause) {
    throw new ConfigError(file, ['it is not UTF-8 text; save it as UTF-8'], { cause });
  }
}

function readBytes(file: string, env: NodeJS.ProcessEnv): Buffer {
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
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    const reason = isMissing ? missing(env) : reasons[code];
    throw new ConfigError(file, [reason ?? `it cannot be read: ${troubles[code] ?? code}`], {
      cause,
      isPassing: reason === undefined,
    });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function missing(env: NodeJS.ProcessEnv): string {
  const name = named(env);
  return name === ''
    ? 'there is no such file; CONFIG_FILE can name another one'
    : `there is no such file (CONFIG_FILE is ${name})`;
}
