import type { StreamLimits } from './streamLimits.ts';

/**
 * Whether a socket is alive. Only time counts in which this process has run: a look that comes late counts as two at most, and before a
 * verdict the event loop reads what waits in our own queue. So a process that was stopped for a while does not take that for the
 * exchange's silence.
 */
export interface SilenceWatch {
  opened(): void;
  /** An answer to a ping has come: it shows that the socket lives, and nothing of what it brings. */
  heard(): void;
  /** A frame has come. */
  came(): void;
  /** It can be read. */
  readable(): void;
  quietMs(): number;
  stop(): void;
}

export interface SilenceOptions {
  readonly limits: StreamLimits;
  readonly monotonic: () => number;
  readonly isOpen: () => boolean;
  /** Half of the time to a verdict has passed. */
  readonly ping: () => void;
  readonly onLook: (passedMs: number) => void;
  /** For how long an answer has been waited for, too long, while no frame came at all, ms; null: none has. */
  readonly inVainMs: () => number | null;
  readonly onSilent: (cause: 'timeout' | 'silent' | 'unreadable', message: string) => void;
}

export function watchSilence(options: SilenceOptions): SilenceWatch {
  const { limits, monotonic } = options;
  const { openWithinMs, silentMs, unreadableMs, lookEveryMs } = limits;
  let lookedAt = monotonic();
  let quietMs = 0;
  /** Time since a frame that cannot be read; null: none has come since one that can be. Where no frame comes nothing is wrong with them. */
  let unreadMs: number | null = null;
  let isAsked = false;
  let isJudging = false;

  function fault(): Parameters<SilenceOptions['onSilent']> | null {
    if (!options.isOpen()) return quietMs > openWithinMs ? ['timeout', `no socket within ${openWithinMs} ms`] : null;
    if (quietMs > silentMs) return ['silent', `nothing has come for ${silentMs} ms`];
    const inVainMs = options.inVainMs();
    if (inVainMs !== null) return ['silent', `nothing was answered for ${inVainMs} ms, and nothing has come`];
    return unreadMs !== null && unreadMs > unreadableMs
      ? ['unreadable', `nothing that can be read has come for ${unreadableMs} ms`]
      : null;
  }

  /** Two turns of the event loop read what has come. */
  function judge(): void {
    if (isJudging) return;
    isJudging = true;
    setImmediate(() =>
      setImmediate(() => {
        isJudging = false;
        const found = fault();
        if (found !== null) options.onSilent(...found);
      }),
    );
  }

  const timer = setInterval(() => {
    const now = monotonic();
    const passedMs = Math.min(now - lookedAt, 2 * lookEveryMs);
    lookedAt = now;
    quietMs += passedMs;
    if (unreadMs !== null) unreadMs += passedMs;
    options.onLook(passedMs);
    if (fault() !== null) judge();
    else if (quietMs > silentMs / 2 && !isAsked && options.isOpen()) {
      isAsked = true;
      options.ping();
    }
  }, lookEveryMs).unref();

  function heard(): void {
    quietMs = 0;
    isAsked = false;
  }

  return {
    heard,
    opened() {
      heard();
      unreadMs = null;
    },
    came() {
      heard();
      unreadMs ??= 0;
    },
    readable() {
      unreadMs = null;
    },
    quietMs: () => quietMs,
    stop: () => clearInterval(timer),
  };
}
