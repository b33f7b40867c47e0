/** What makes that nothing comes over a socket, or that a message is not understood. */
export interface SocketFault {
  /** For programs. */
  readonly error:
    | 'unknown-exchange'
    | 'unknown-stream'
    | 'unknown-symbol'
    | 'invalid-parameter'
    | 'not-in-dollars'
    | 'too-many-streams'
    | 'no-messages';
  /** For people: what is wrong, and what to do. */
  readonly detail: string;
  /** The part of the address that is wrong. */
  readonly parameter?: string;
  /** What there is in its place. */
  readonly accepted?: readonly string[] | string;
}

/** As it is sent. */
export const faultText = (fault: SocketFault): string => JSON.stringify({ type: 'error', ...fault });

/** A caller's own text in an answer: as JSON, and cut. */
export const quoted = (text: string): string => JSON.stringify(text.slice(0, 60));
