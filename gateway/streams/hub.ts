/*
 * THE way to an exchange's streams. Who wants events follows a stream by its name; the hub opens as many sockets as all of them need, keeps
 * them alive, and replaces them.
 *
 * A stream that somebody follows is in one of three states:
 *
 * - *down*     no live socket carries it: none is open yet, it has broken, or the exchange has not accepted it.
 * - *asked*    a live socket carries it, and nothing has come of it yet. That the exchange has accepted it proves nothing.
 * - *heard*    an event of it has come over a socket that lives, or `vouch` has said that there was nothing to come.
 *
 * A frame of its socket that cannot be read takes a stream that is heard back to *asked*: it may have been of any of them.
 *
 * Where a socket takes the place of another one, as it does before the exchange ends that, a stream that goes on does not go down. It may tell
 * anew what the other socket has told already, and says so (`mayBeDouble`).
 */

/** Who follows a stream. None of these functions may throw. */
export interface Follower {
  /**
   * An event has come.
   *
   * @param asOf exchange-clock ms: the newest event of its socket, this one included, is of then
   * @param mayBeDouble it may have come before, by a socket that was there before this one, and with it newer ones
   */
  onEvent(event: unknown, asOf: number, mayBeDouble: boolean): void;
  /**
   * Something has come over its socket that cannot be read, and nobody knows of which stream: this one is `asked` again until it speaks, or is
   * vouched for. What comes later goes on from what came before, but for what that may have been.
   */
  onDoubt(): void;
  /** The stream is down from now on: what comes later does not go on from what came before. `cause` in words. */
  onDown(cause: string): void;
  /** The stream is no longer down: a live socket carries it, and the exchange has accepted it. */
  onUp?(): void;
  /** The exchange does not accept it, for `why`. It is asked again, later each time. */
  onRefused?(why: string): void;
}

/** A stream that is followed. */
export interface Following {
  /**
   * Exchange-clock ms up to which everything has come that the stream had to tell, as far as its socket shows: the newest event of that, of
   * whichever stream. Never our own clock: while we are paused, or the socket is dead, it stands still. Null: the stream is down, or asked.
   */
  asOf(): number | null;
  state(): 'down' | 'asked' | 'heard';
  /** Others show that the stream has told all up to now: one that was only asked counts as heard. */
  vouch(): void;
  /** Others show that the stream lacks something: it goes down, and is asked for anew, by itself, later each time. `why` in words. */
  distrust(why: string): void;
  /** Follows it no more. The last one who does ends the stream. */
  close(): void;
}

export interface Hub {
  follow(stream: string, follower: Follower): Following;
  /** Ends all sockets. */
  close(): void;
}
