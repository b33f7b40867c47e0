/** Tabs and their worker may be of different versions of this page while it is replaced: raise it with each change of these messages. */
export const PROTOCOL = 1;

/** How it is with the push of a tab. */
export type Link =
  | { readonly state: 'opening' }
  | { readonly state: 'open' }
  /** Nothing comes: what is shown is that of `since` (ms of this machine, null: nothing ever came). `code` is that of AskError. */
  | { readonly state: 'frozen'; readonly since: number | null; readonly code: string; readonly why: string };

/** An event of the API, docs/events.md. */
export interface PushEvent {
  readonly name: string;
  readonly topic: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** When it came, ms of this machine. */
  readonly at: number;
}

/** What a tab tells the hub. A tab that says nothing for long has gone. */
export interface ToHub {
  /** All that it wants to follow from now on; empty: it goes. */
  readonly topics: readonly string[];
  readonly key: string | null;
  /** All is to be told anew. */
  readonly anew: boolean;
  /** What was refused, such as the key, may be accepted now. */
  readonly retry: boolean;
}

/** What the hub tells a tab. */
export type FromHub =
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'event'; readonly event: PushEvent }
  /** There is no such topic, or none any more. */
  | { readonly kind: 'refused'; readonly topic: string; readonly why: string };
