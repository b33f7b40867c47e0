import type { Follower, Following } from './hub.ts';

/** What a stream asks of the hub. */
export interface FollowedHooks {
  /** Nobody follows it any more. */
  onLeft(followed: Followed): void;
  /** A live socket carries it, which none did before. */
  onUp(): void;
  /** It lacks something: it is to be asked for anew. */
  onDistrusted(followed: Followed, why: string): void;
  /** A follower has thrown. */
  onThrown(stream: string, error: unknown): void;
}

/**
 * A stream that somebody follows, whatever socket carries it. Each follower hears for itself: one that came later has not heard what came
 * before.
 */
export interface Followed {
  readonly name: string;
  /** Streams of one group go over one socket where there is room. */
  readonly group: string;
  /** It speaks all the time, whatever the market does. */
  readonly isTicking: boolean;
  /** What comes of it is of before, and is dropped until the exchange has accepted it anew. */
  isMuted: boolean;
  /** For how long nothing has come of it, ms in which this process has run. */
  quietMs: number;
  /** When it is asked for anew, monotonic ms; null: it is not. */
  renewAt: number | null;
  /** How often it was, lately, and when last. */
  renewals: number;
  renewedAt: number;
  /** Why the exchange does not accept it; null: it does, or has not said. */
  refusal: string | null;
  isUp(): boolean;
  isHeard(): boolean;
  follow(follower: Follower): Following;
  deliver(event: unknown, asOf: number, mayBeDouble: boolean): void;
  /** A live socket carries it from now on. @param frontier of that socket */
  up(frontier: () => number | null): void;
  down(cause: string): void;
  /** The exchange does not accept it. */
  refuse(why: string): void;
  /** Something has come over its socket that cannot be read: it may have been of this stream. It is to be heard anew. */
  doubt(): void;
  /** The hub is closed: nobody is told. */
  end(): void;
}

interface Member {
  readonly follower: Follower;
  isHeard: boolean;
  hasLeft: boolean;
}

export function createFollowed(
  name: string,
  { group, isTicking }: Pick<Followed, 'group' | 'isTicking'>,
  hooks: FollowedHooks,
): Followed {
  /** Never changed, but replaced: who follows or leaves while all are told something changes nothing for the others. */
  let members: readonly Member[] = [];
  let frontier: (() => number | null) | null = null;

  function tell({ follower, hasLeft }: Member, what: (follower: Follower) => void): void {
    if (hasLeft) return;
    try {
      what(follower);
    } catch (error) {
      hooks.onThrown(name, error);
    }
  }

  const followed: Followed = {
    name,
    group,
    isTicking,
    isMuted: false,
    quietMs: 0,
    renewAt: null,
    renewals: 0,
    renewedAt: Number.NEGATIVE_INFINITY,
    refusal: null,
    isUp: () => frontier !== null,
    isHeard: () => members.some(({ isHeard }) => isHeard),

    follow(follower) {
      const member: Member = { follower, isHeard: false, hasLeft: false };
      members = [...members, member];
      return {
        asOf: () => (member.isHeard && frontier !== null ? frontier() : null),
        state() {
          if (frontier === null || member.hasLeft) return 'down';
          return member.isHeard ? 'heard' : 'asked';
        },
        vouch() {
          if (frontier !== null && !member.hasLeft) member.isHeard = true;
        },
        distrust(why) {
          // One that is down is asked for anyway.
          if (frontier === null || member.hasLeft) return;
          followed.down(why);
          hooks.onDistrusted(followed, why);
        },
        close() {
          if (member.hasLeft) return;
          member.hasLeft = true;
          member.isHeard = false;
          members = members.filter((each) => each !== member);
          if (members.length === 0) hooks.onLeft(followed);
        },
      };
    },

    deliver(event, asOf, mayBeDouble) {
      followed.quietMs = 0;
      for (const member of members) {
        // A follower may take it down, or leave.
        if (frontier === null) return;
        if (member.hasLeft) continue;
        member.isHeard = true;
        tell(member, (follower) => follower.onEvent(event, asOf, mayBeDouble));
      }
    },

    up(of) {
      const wasDown = frontier === null;
      frontier = of;
      followed.quietMs = 0;
      followed.isMuted = false;
      followed.refusal = null;
      if (!wasDown) return;
      hooks.onUp();
      for (const member of members) tell(member, (follower) => follower.onUp?.());
    },

    down(cause) {
      if (frontier === null) return;
      frontier = null;
      for (const member of members) member.isHeard = false;
      for (const member of members) tell(member, (follower) => follower.onDown(cause));
    },

    refuse(why) {
      followed.refusal = why;
      followed.down(why);
      for (const member of members) tell(member, (follower) => follower.onRefused?.(why));
    },

    doubt() {
      if (frontier === null) return;
      for (const member of members) {
        if (!member.isHeard) continue;
        member.isHeard = false;
        tell(member, (follower) => follower.onDoubt());
      }
    },

    end() {
      frontier = null;
    },
  };
  return followed;
}
