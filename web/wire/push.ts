import { cell } from '../cells/cell.ts';
import { accessKey } from './accessKey.ts';
import { allowKey } from './ask.ts';
import { root } from './base.ts';
import { SILENT_MS } from './eventStream.ts';
import { firstLook } from './firstLook.ts';
import { Hub } from './hub.ts';
import { type FromHub, type Link, PROTOCOL, type PushEvent, type ToHub } from './messages.ts';

/** The tab says so often that it is there, ms. */
const HERE_MS = 10_000;

/** A tab that nobody has looked at for so long follows the state alone, for its title and icon, ms. */
const HIDDEN_MS = 5_000;

/** The worker is taken for gone when it has said nothing for so long, although it should have, ms. */
const WORKER_SILENT_MS = 4_000;

/** The API names a topic that it refuses up to here. */
const LONGEST_TOPIC = 200;

/** How it is with the push of this tab. */
export const link = cell<Link>({ state: 'opening' });

/** What the first drawing shows is not waited for any longer, ms. */
const FIRST_MS = 500;

/** Whether what the first drawing shows was told, or takes longer. */
export const isFirstTold = cell(false);

/** What a part of the page does with its topic. */
export interface Follower {
  onEvent(event: PushEvent): void;
  /** There is no such topic, or none any more. */
  onRefused(why: string): void;
}

const followers = new Map<string, Set<Follower>>();
let isHidden = false;
let send: (message: ToHub) => void = () => undefined;
/** Hears nothing more of the hub that is joined. */
let part = (): void => undefined;
let isTelling = false;
/** Something follows that did not before: its present state is wanted. */
let isNew = true;
let heardAt = Date.now();
/** When the worker was told something that it has not answered; null: it has answered all. */
let askedAt: number | null = null;
/** The page shows what it has asked for itself, until the worker tells how it is with its stream. */
let isAhead = false;
/** When it last heard what it has asked for itself, ms of this machine; null: it has heard nothing. */
let aheadAt: number | null = null;

/** Follows a topic of /events. Its present state is told first; it can be told again at any time. @returns ends it */
export function follow(topic: string, follower: Follower): () => void {
  if (topic.includes(',') || topic.length > LONGEST_TOPIC) {
    queueMicrotask(() => follower.onRefused('There is no such topic.'));
    return () => undefined;
  }
  const own = followers.get(topic) ?? new Set();
  followers.set(topic, own.add(follower));
  tellAnew();
  return () => {
    own.delete(follower);
    if (own.size > 0 || followers.get(topic) !== own) return;
    followers.delete(topic);
    tellSoon();
  };
}

/** Has all topics told anew: what was refused may be accepted now. */
export function tellAnew(): void {
  isNew = true;
  tellSoon();
}

/** Connects this tab. */
export function startPush(): void {
  send = join(take);
  lookAhead();
  setInterval(() => tell(), HERE_MS);
  setInterval(lookForSilence, 1_000);
  accessKey.watch(() => tell());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(hide, HIDDEN_MS, true);
    else hide(false);
  };
  document.addEventListener('visibilitychange', look);
  addEventListener('pagehide', leave);
  // The browser may bring the page back as it was.
  addEventListener('pageshow', tellAnew);
  look();
}

/** Connects anew: what was refused, such as an access key, may be accepted now. */
export function reconnect(): void {
  allowKey();
  isNew = true;
  tell(true);
}

function hide(hidden: boolean): void {
  if (isHidden && !hidden) isNew = true;
  isHidden = hidden;
  tell();
}

/** Parts of the page that come and go in one drawing are told once. */
function tellSoon(): void {
  if (isTelling) return;
  isTelling = true;
  queueMicrotask(() => tell());
}

function tell(retry = false): void {
  isTelling = false;
  askedAt ??= Date.now();
  send({ topics: wanted(), key: accessKey.get(), anew: isNew, retry });
  isNew = false;
}

/** All that is to be followed now: the state always. */
function wanted(): string[] {
  const topics = isHidden ? [] : [...followers.keys()].filter((topic) => topic !== 'state');
  return ['state', ...topics];
}

function take(message: FromHub): void {
  heardAt = Date.now();
  askedAt = null;
  if (message.kind === 'link') takeLink(message.link);
  else if (message.kind === 'event') each(message.event.topic, (one) => one.onEvent(message.event));
  else each(message.topic, (one) => one.onRefused(message.why));
}

/** What is followed by now is asked for at once: until a worker has started and opens its stream, people would wait. */
function lookAhead(): void {
  const look = firstLook(wanted(), accessKey.get(), (event) => {
    // What the worker has told is newer.
    if (!isAhead && link.get().state !== 'opening') return look.end();
    if (!isAhead) setTimeout(freezeAhead, SILENT_MS);
    isAhead = true;
    heardAt = event.at;
    aheadAt = event.at;
    link.set({ state: 'open' });
    each(event.topic, (one) => one.onEvent(event));
  });
  const told = () => isFirstTold.set(true);
  void look.ended.then(told);
  setTimeout(told, FIRST_MS);
}

/** What the page has asked for itself is not the present any more, and the worker has told nothing yet. */
function freezeAhead(): void {
  if (isAhead) link.set({ state: 'frozen', since: aheadAt, code: 'silent', why: 'The API has told nothing more.' });
}

function takeLink(next: Link): void {
  if (isAhead && next.state === 'opening') return;
  isAhead = false;
  // The worker may have heard nothing, and what is shown came before.
  link.set(next.state === 'frozen' ? { ...next, since: next.since ?? aheadAt } : next);
}

/** A follower that fails does not keep others from what they follow. */
function each(topic: string, tellOne: (follower: Follower) => void): void {
  for (const follower of [...(followers.get(topic) ?? [])]) {
    try {
      tellOne(follower);
    } catch (error) {
      reportError(error);
    }
  }
}

/**
 * The worker tells the state each second, and answers whenever it is told something. When it does neither it may have ended, which nobody is told of.
 */
function lookForSilence(): void {
  const silentSince = link.get().state === 'open' ? heardAt : askedAt;
  if (silentSince === null || Date.now() - silentSince < WORKER_SILENT_MS) return;
  const why = 'The part of this page that listens for all tabs has stopped.';
  if (link.get().state === 'open') link.set({ state: 'frozen', since: heardAt, code: 'silent', why });
  // Should it be there after all, it is not to tell everything twice.
  leave();
  part();
  askedAt = null;
  send = join(take);
  isNew = true;
  tell();
}

const leave = (): void => send({ topics: [], key: accessKey.get(), anew: false, retry: false });

/** Joins the hub of all tabs; where the browser has no shared workers, one of this tab alone. */
function join(onMessage: (message: FromHub) => void): (message: ToHub) => void {
  const alone = () => {
    const member = new Hub().join(onMessage);
    return (message: ToHub) => member.take(message);
  };
  if (typeof SharedWorker === 'undefined') return alone();
  // By the root: its address has no access key, so that tabs share it however they were opened.
  const worker = new SharedWorker(new URL('web/worker.js', root), { type: 'module', name: `push ${PROTOCOL}` });
  const { port } = worker;
  port.onmessage = ({ data }) => onMessage(data);
  const own = (message: ToHub) => port.postMessage(message);
  part = () => port.close();
  worker.addEventListener('error', () => {
    // Another one was joined in its place.
    if (send !== own) return;
    part();
    send = alone();
    tellAnew();
  });
  return own;
}
