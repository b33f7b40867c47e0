import { isDeepStrictEqual } from 'node:util';
import { ConfigError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { applyLive } from './applyLive.ts';
import type { Config } from './config.ts';
import { readConfigFile } from './configFile.ts';
import { describeChange } from './describeChange.ts';
import { exposedSecrets } from './exposedSecrets.ts';
import type { LoadedConfig } from './load.ts';
import { parseConfig } from './parseConfig.ts';
import { readEnvironment } from './readEnvironment.ts';

export interface WatchOptions {
  /** The configuration at the start of the process. Keys that need a restart keep its values. */
  readonly loaded: LoadedConfig;
  /** Judges an edit before it is taken. If it returns faults, the edit is refused. If it throws, it is asked again at the next look. */
  readonly approve?: ((next: Config, previous: Config) => Promise<readonly string[]>) | undefined;
  /** Called with each change; the next look waits until it is done. An error of it is logged and changes nothing. */
  readonly onChange: (next: Config, previous: Config) => void | Promise<void>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Milliseconds between two looks; default 1000. An edit is taken at its second look. */
  readonly everyMs?: number;
  readonly env?: NodeJS.ProcessEnv;
}

export interface ConfigWatch {
  /** The configuration in use. */
  current(): Config;
  status(): ConfigStatus;
  close(): void;
}

export interface ConfigStatus {
  /** Hash of the file content in use. */
  readonly hash: string;
  /** Absolute path. */
  readonly file: string;
  /** Whether the present content of the file is in use. */
  readonly ok: boolean;
  /** Why it is not in use; empty when ok. */
  readonly faults: readonly string[];
  /** Since when `ok` has its present value, Unix ms. */
  readonly since: number;
  /** Keys whose new values in the file wait for a restart. */
  readonly restartNeeded: readonly string[];
}

/**
 * Follows the configuration file of a running process. A content goes through these states:
 *
 * - seen     it differs from the last one looked at: an editor may still be writing, so it has to be the same at the next look
 * - judged   parsed, validated and approved, once per content
 * - taken    it is in use: `current()` gives it, `onChange` was told if anything differs
 * - refused  it is not: the last taken one stays, the faults are logged once and shown by `status()`
 *
 * While the system cannot read the file, nothing changes. A warning at the start and with each taken edit names secrets that every user can
 * read.
 *
 * Each look reads the whole content, which is small. The time of the last change cannot be trusted: mounts, panels and `cp -p` keep it.
 */
export function watchConfig(options: WatchOptions): ConfigWatch {
  const { loaded, approve, onChange, log, everyMs = 1000, env = process.env } = options;
  const { file } = loaded;
  const whole = readEnvironment(env, file);
  let current = loaded.config;
  let taken = loaded.hash;
  let seen = loaded.hash;
  let judged = loaded.hash;
  let lastRefusal = '';
  let lastTrouble = '';
  let status: ConfigStatus = { hash: taken, file, ok: true, faults: [], since: Date.now(), restartNeeded: [] };
  let isClosed = false;
  let timer: NodeJS.Timeout;

  const refuse = (faults: readonly string[]): void => {
    const since = status.ok ? Date.now() : status.since;
    status = { ...status, ok: false, faults: [...faults], since };
    const refusal = `${judged} ${faults.join('; ')}`;
    if (refusal === lastRefusal) return;
    lastRefusal = refusal;
    // Nobody could judge it now, so the next look judges it again.
    if (judged === '') log.warn(`configuration not taken yet: ${faults.join('; ')}`, { file });
    else log.error(`configuration refused, the last good one stays in use: ${faults.join('; ')}`, { file });
  };

  const accept = (hash: string, restartNeeded: readonly string[]): void => {
    const since = status.ok ? status.since : Date.now();
    const wereNeeded = status.restartNeeded;
    status = { hash, file, ok: true, faults: [], since, restartNeeded };
    lastRefusal = '';
    taken = hash;
    if (isDeepStrictEqual(restartNeeded, wereNeeded)) return;
    if (restartNeeded.length === 0) log.info('configuration no longer needs a restart', { file });
    else
      log.warn(`configuration: restart to apply ${restartNeeded.join(', ')}; the old values stay until then`, { file });
  };

  const warn = (): void => {
    for (const exposed of exposedSecrets(file, env)) log.warn(exposed);
  };

  const judge = async (hash: string, text: string): Promise<void> => {
    judged = hash;
    if (hash === taken) {
      log.info('configuration is back to the one in use', { file });
      return accept(hash, status.restartNeeded);
    }
    const { next, restartNeeded } = applyLive(parseConfig(text, file, whole, loaded.config), current);
    const previous = current;
    const isChanged = !isDeepStrictEqual(next, previous);
    const faults = isChanged && approve !== undefined ? await ask(() => approve(next, previous)) : [];
    if (isClosed) return;
    if (faults.length > 0) return refuse(faults);
    current = next;
    accept(hash, restartNeeded);
    if (!isChanged) return log.info('configuration read again, nothing to apply while running', { file, hash });
    log.info(`configuration taken: ${describeChange(previous, next)}`, { file, hash });
    warn();
    await tell(next, previous);
  };

  const ask = async (approval: () => Promise<readonly string[]>): Promise<readonly string[]> => {
    try {
      return await approval();
    } catch (error) {
      // The content is not to blame, so the next look judges it again.
      judged = '';
      return [`it could not be checked: ${messageOf(error)}`];
    }
  };

  const tell = async (next: Config, previous: Config): Promise<void> => {
    try {
      await onChange(next, previous);
    } catch (error) {
      log.error('applying the configuration failed', { file, error });
    }
  };

  const look = async (): Promise<void> => {
    let found = '';
    try {
      const { text, hash } = readConfigFile(file, env);
      found = hash;
      if (lastTrouble !== '') log.info('the configuration file can be read again', { file });
      lastTrouble = '';
      if (isNew(found)) await judge(hash, text);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      if (error.isPassing) return sayTrouble(error.faults.join('; '));
      // There is a hash only if the file could be read; then its content is wrong.
      if (found !== '') return refuse(error.faults);
      found = error.faults.join('; ');
      if (isNew(found)) {
        judged = found;
        refuse(error.faults);
      }
    }
  };

  /** The file cannot be read just now. The configuration in use stays, and the next look tries again. */
  const sayTrouble = (trouble: string): void => {
    if (trouble === lastTrouble) return;
    lastTrouble = trouble;
    log.warn(`the configuration file cannot be looked at now, the one in use stays: ${trouble}`, { file });
  };

  /** Whether a content was the same at two looks in a row and has not been judged yet. */
  const isNew = (found: string): boolean => {
    const isSteady = found === seen;
    seen = found;
    return isSteady && found !== judged;
  };

  // The timer is set again after each look, so that looks never overlap, however long an approval takes. setTimeout does not depend on
  // the system clock. The timer alone keeps no process alive.
  const arm = (): void => {
    if (isClosed) return;
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => log.error('looking at the configuration failed', { file, error }))
        .finally(arm);
    }, everyMs);
    timer.unref();
  };
  warn();
  arm();

  return {
    current: () => current,
    status: () => status,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
