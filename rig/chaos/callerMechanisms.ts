import { createConnection } from '../../api/relay/connection.ts';
import { createBooks } from '../../relay/books.ts';
import { createUpstream } from '../../relay/upstream.ts';
import { without } from './guard.ts';
import type { Mechanism } from './mechanism.ts';

/** Guards of what is handed on to those who follow streams by our API. */
export const callerMechanisms: readonly Mechanism[] = [
  {
    name: 'relay-break',
    guards: 'nobody is told that a stream has broken off at the exchange: it goes on with a hole',
    off: [
      without(createUpstream, (real) => (name, stream, options) => {
        const { hub } = options;
        // Either alone is enough: what another socket brings is held against what was told.
        const follow: typeof hub.follow = (which, follower) => {
          const onEvent: typeof follower.onEvent = (event, asOf) => follower.onEvent(event, asOf, false);
          return hub.follow(which, { ...follower, onEvent, onDown: () => undefined });
        };
        return real(name, stream, { ...options, hub: { follow } });
      }),
    ],
    scenario: 'callers-cut',
  },
  {
    name: 'relay-doubt',
    guards: 'nobody is told that something has come that cannot be read: what it was is missing',
    off: [
      without(createUpstream, (real) => (name, stream, options) => {
        const { hub } = options;
        const follow: typeof hub.follow = (which, follower) =>
          hub.follow(which, { ...follower, onDoubt: () => undefined });
        return real(name, stream, { ...options, hub: { follow } });
      }),
    ],
    scenario: 'callers-frames',
  },
  {
    name: 'link-break',
    guards: 'nobody is told that the link to the relay was lost: nothing comes any more',
    off: [without(createConnection, (real) => (options) => real({ ...options, onLost: () => undefined }))],
    scenario: 'callers-kill-relay',
  },
  {
    name: 'relayed-books',
    guards: 'a book may be older than what was handed on of its changes',
    off: [
      without(createBooks, (real) => (options) => {
        const books = real(options);
        const answered = new Map<string, string>();
        return {
          ...books,
          async ask(symbol, levels) {
            const first = answered.get(symbol) ?? (await books.ask(symbol, levels));
            if (first !== null) answered.set(symbol, first);
            return first;
          },
        };
      }),
    ],
    scenario: 'callers-cut',
  },
];
