import { createTroubleLog } from '../troubleLog.ts';
import { createDeadRoutes } from './deadRoutes.ts';
import { createFollowed, type Followed, type FollowedHooks } from './followed.ts';
import type { HubContext } from './hubContext.ts';
import type { HubOptions, ReportingHub } from './hubOptions.ts';
import { newCounts } from './hubReport.ts';
import { HUB_TIMING } from './hubTiming.ts';
import { placeFor } from './placing.ts';
import { createRate } from './rate.ts';
import { renewLater } from './renewing.ts';
import { createShard, type Shard } from './shard.ts';
import { createTurns } from './sockets/rotation.ts';

/** Something that has happened. */
interface Said {
  readonly why: string;
  /** Monotonic ms. */
  readonly at: number;
}

/** Opens nothing before somebody follows a stream. One per process and market. */
export function createHub(options: HubOptions): ReportingHub {
  const { protocol, clock, attempts, defects } = options;
  const timing = { ...HUB_TIMING, ...options.timing };
  const followedByName = new Map<string, { readonly followed: Followed; readonly shard: Shard }>();
  const shards = new Set<Shard>();
  const deadRoutes = createDeadRoutes();
  let lookedAt = clock.monotonic();
  const rotateInTurn = createTurns(timing.spreadMs);
  const trouble = createTroubleLog(options.log, 'streams');
  /** Monotonic ms of the newest trouble; null: all is well again. */
  let troubledAt: number | null = null;
  let waitsFor: string | null = null;
  const rate = createRate();
  let timesUp = 0;
  let lastEnd: Said | null = null;
  let lastBadFrame: Said | null = null;

  const onDefect = (error: unknown) => defects.note('streams', error);
  const context: HubContext = {
    protocol,
    options: { baseUrl: options.baseUrl, proxy: options.proxy, limits: options.limits ?? {} },
    clock,
    timing,
    random: options.random ?? Math.random,
    counts: newCounts(),
    trouble: {
      ...trouble,
      failed(...said) {
        troubledAt = clock.monotonic();
        trouble.failed(...said);
      },
    },
    heartbeatSymbols: options.heartbeatSymbols,
    async ask(route, isReplacement) {
      const permission = await attempts.ask(route, isReplacement);
      waitsFor = permission.why;
      if (waitsFor !== null) context.trouble.failed('waiting', `no socket is opened: ${waitsFor}`);
      return permission;
    },
    failed: (route, waitMs) => void attempts.failed(route, waitMs).catch(onDefect),
    succeeded: (route) => void attempts.succeeded(route).catch(onDefect),
    onEnded({ cause, message, error }) {
      // A proxy that lets no WebSocket through answers 403, and REST works all the same: only these two are of the exchange's limits.
      if (error?.code === 'rate-limited' || error?.code === 'banned') options.onStopped?.(error);
      context.counts.ended[cause] = (context.counts.ended[cause] ?? 0) + 1;
      lastEnd = { why: message, at: clock.monotonic() };
    },
    onBadFrame(why) {
      context.counts.badFrames++;
      lastBadFrame = { why, at: clock.monotonic() };
      context.trouble.failed('bad frame', why);
    },
    onDefect,
  };

  const hooks: FollowedHooks = {
    onLeft({ name }) {
      const known = followedByName.get(name);
      followedByName.delete(name);
      known?.shard.streams.delete(name);
      known?.shard.changed();
    },
    onUp() {
      timesUp++;
    },
    onDistrusted(followed, why) {
      context.trouble.failed('distrusted stream', `${followed.name}: ${why}`);
      renewLater(followed, context);
    },
    onThrown: (stream, error) => defects.note(`a follower of ${stream}`, error),
  };

  function place(name: string): { readonly followed: Followed; readonly shard: Shard } {
    const route = protocol.routeOf(name);
    const group = protocol.groupOf(name);
    const heartbeats = protocol.heartbeatsOf(route, options.heartbeatSymbols()).length;
    const most = Math.max(1, protocol.mostStreams - heartbeats);
    let shard = placeFor(route, group, most, options.groupSize?.(route) ?? 1, shards);
    if (shard === null) {
      shard = createShard(route, context);
      shards.add(shard);
    }
    const followed = createFollowed(name, { group, isTicking: protocol.isTicking(name) }, hooks);
    shard.streams.set(name, followed);
    shard.changed();
    return { followed, shard };
  }

  /** What the exchange refuses is no trouble that passes. */
  const isWell = () =>
    [...followedByName.values()].every(({ followed }) => followed.isUp() || followed.refusal !== null);

  function look(): void {
    const now = clock.monotonic();
    const passedMs = Math.min(now - lookedAt, 2 * timing.lookEveryMs);
    lookedAt = now;
    for (const shard of shards) {
      if (shard.streams.size === 0) {
        shards.delete(shard);
        shard.close();
      } else shard.look(passedMs);
    }
    rate.look(now, context.counts.events);
    rotateInTurn(
      [...shards].map((shard) => shard.rotation()).filter((rotation) => rotation !== null),
      now,
    );
    deadRoutes.look(shards, now);
    if (troubledAt === null || now - troubledAt < timing.calmMs || !isWell()) return;
    troubledAt = null;
    trouble.recovered();
  }

  const timer = setInterval(() => {
    try {
      look();
    } catch (error) {
      onDefect(error);
    }
  }, timing.lookEveryMs).unref();

  return {
    follow(stream, follower) {
      let known = followedByName.get(stream);
      if (known === undefined) {
        known = place(stream);
        followedByName.set(stream, known);
      }
      return known.followed.follow(follower);
    },

    report() {
      const all = [...followedByName.values()].map(({ followed }) => followed);
      const down = all.filter((followed) => !followed.isUp()).length;
      const heard = all.filter((followed) => followed.isUp() && followed.isHeard()).length;
      const agoMs = (said: Said | null) => said && Math.round(clock.monotonic() - said.at);
      return {
        sockets: [...shards].map((shard) => shard.report()),
        streams: { down, heard, asked: all.length - down - heard },
        counts: { ...context.counts, ended: { ...context.counts.ended } },
        eventsPerSecond: rate.perSecond(),
        attemptsLeft: attempts.left(),
        waitsFor: [...shards].every((shard) => shard.isLive()) ? null : waitsFor,
        lastEnd: lastEnd?.why ?? null,
        lastEndAgoMs: agoMs(lastEnd),
        lastBadFrame: lastBadFrame?.why ?? null,
        lastBadFrameAgoMs: agoMs(lastBadFrame),
      };
    },

    isAnyDown() {
      for (const { followed } of followedByName.values()) if (!followed.isUp()) return true;
      return false;
    },

    timesUp: () => timesUp,

    deadSince: () => deadRoutes.since(shards),

    close() {
      clearInterval(timer);
      for (const shard of shards) shard.close();
      shards.clear();
      followedByName.clear();
    },
  };
}
