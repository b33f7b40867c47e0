import { cell } from '../state/cell.ts';
import { accessKey } from './accessKey.ts';
import { Hub } from './hub.ts';
import type { FromHub, Link, PushEvent, ToHub } from './messages.ts';

/** The tab says so often that it is there, ms. */
const HERE_MS = 10_000;

/** A tab that nobody has looked at for so long follows the state alone, for its title and icon, ms. */
const HIDDEN_MS = 5_000;

/** How it is with the push of this tab. */
export const link = cell<Link>({ state: 'opening' });

/** What a part of the page does with its topic. */
export interface Follower {
  onEvent(event: PushEvent): void;
  /** There is no such topic, or none any more. */
  onRefused(why: string): void;
}

const followers = new Map<string, Set<Follower>>();
let isHidden = false;
let send: (message: ToHub) => void = () => undefined;
let isTelling = false;

/** Follows a topic of /events. Its present state is told first; it can be told again. @returns ends it */
export function follow(topic: string, follower: Follower): () => void {
  const own = followers.get(topic) ?? new Set();
  followers.set(topic, own.add(follower));
  if (own.size === 1) tellSoon();
  return () => {
    own.delete(follower);
    if (own.size > 0 || followers.get(topic) !== own) return;
    followers.delete(topic);
    tellSoon();
  };
}

/** Connects this tab. */
export function startPush(): void {
  send = join(take);
  setInterval(tell, HERE_MS);
  accessKey.watch(tell);
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(hide, HIDDEN_MS, true);
    else hide(false);
  });
  addEventListener('pagehide', () => send({ topics: [], key: accessKey.get() }));
  // The browser may bring the page back as it was.
  addEventListener('pageshow', tell);
  tell();
}

/** Connects anew: what was refused, such as an access key, may be accepted now. */
export function reconnect(): void {
  send({ topics: [], key: accessKey.get() });
  tell();
}

function hide(hidden: boolean): void {
  isHidden = hidden;
  tell();
}

/** Parts of the page that come and go in one drawing are told once. */
function tellSoon(): void {
  if (isTelling) return;
  isTelling = true;
  queueMicrotask(tell);
}

function tell(): void {
  isTelling = false;
  const topics = isHidden ? ['state'] : [...followers.keys()];
  send({ topics: topics.includes('state') ? topics : ['state', ...topics], key: accessKey.get() });
}

function take(message: FromHub): void {
  if (message.kind === 'link') link.set(message.link);
  else if (message.kind === 'event') {
    for (const follower of followers.get(message.event.topic) ?? []) follower.onEvent(message.event);
  } else for (const follower of followers.get(message.topic) ?? []) follower.onRefused(message.why);
}

/** Joins the hub of all tabs; where the browser has no shared workers, one of this tab alone. */
function join(onMessage: (message: FromHub) => void): (message: ToHub) => void {
  const alone = () => {
    const member = new Hub().join(onMessage);
    return (message: ToHub) => member.take(message);
  };
  if (typeof SharedWorker === 'undefined') return alone();
  const worker = new SharedWorker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'push 1' });
  worker.port.onmessage = ({ data }) => onMessage(data);
  worker.addEventListener('error', () => {
    send = alone();
    tell();
  });
  return (message) => worker.port.postMessage(message);
}
