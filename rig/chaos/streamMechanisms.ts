import { withoutBlocked } from '../../collectors/plan/plan.ts';
import { createBoard } from '../../collectors/sources/streamed/silence/board.ts';
import { breakOff } from '../../collectors/state/streamedState.ts';
import { watchSilence } from '../../exchanges/watchSilence.ts';
import { createFollowed } from '../../gateway/streams/followed.ts';
import type { Following } from '../../gateway/streams/hub.ts';
import { createFrontier } from '../../gateway/streams/sockets/frontier.ts';
import { createTakingOver } from '../../gateway/streams/sockets/takingOver.ts';
import { LocalBook } from '../../model/localBook.ts';
import { reserveAttempt, tryAttempt } from '../../store/budget/attempts.ts';
import { markOutOfStep } from '../../store/values/outOfStep.ts';
import { type Guard, without, withoutLua } from './guard.ts';
import type { Mechanism } from './mechanism.ts';

/** That a stream is accepted counts as that it has spoken. */
const withoutFirstEvent = without(createFollowed, (real) => (...args) => {
  const followed = real(...args);
  const { up, follow } = followed;
  const all: Following[] = [];
  followed.follow = (follower) => {
    const following = follow(follower);
    all.push(following);
    return following;
  };
  followed.up = (frontier) => {
    up(frontier);
    for (const following of all) following.vouch();
  };
  return followed;
});

/** Guards of what comes by streams. @param withoutGaps without which no hole is noticed */
export const streamMechanisms = (withoutGaps: readonly Guard[]): readonly Mechanism[] => [
  {
    name: 'silence-watch',
    guards: 'a socket that brings nothing is kept for good',
    off: [
      without(watchSilence, (real) => (options) => {
        const limits = { ...options.limits, silentMs: 3_600_000, unreadableMs: 3_600_000 };
        return real({ ...options, limits, inVainMs: () => null });
      }),
    ],
    scenario: 'half-open',
  },
  {
    name: 'first-event',
    guards: 'a stream that is accepted and never sent counts as one of which nothing has come',
    off: [withoutFirstEvent],
    scenario: 'unsent',
  },
  {
    name: 'board-trades',
    guards: 'a stream of trades that is silent while others speak is believed',
    off: [without(createBoard, (real) => () => ({ ...real(), lastTradeOf: () => undefined }))],
    scenario: 'silent-trades',
  },
  {
    name: 'board-tops',
    guards: 'a stream of best prices that is silent while others speak is believed',
    off: [without(createBoard, (real) => () => ({ ...real(), topOf: () => undefined }))],
    scenario: 'silent-tops',
  },
  {
    name: 'book-continuity',
    guards: 'a book goes on although a change of it is missing',
    off: [
      without(LocalBook, (real) => {
        return class extends real {
          override takeChange(change: Parameters<LocalBook['takeChange']>[0]): void {
            super.takeChange({ ...change, first: (this.lastUpdate ?? change.first - 1) + 1 });
          }
        };
      }),
    ],
    scenario: 'book-gap',
  },
  {
    name: 'usdm-book-continuity',
    guards: 'a book of futures goes on although a change names another one before it',
    off: [
      without(LocalBook, (real) => {
        return class extends real {
          override takeChange(change: Parameters<LocalBook['takeChange']>[0]): void {
            const previous = Math.min(change.previous ?? change.first - 1, this.lastUpdate ?? Number.POSITIVE_INFINITY);
            super.takeChange({ ...change, previous });
          }
        };
      }),
    ],
    scenario: 'usdm-book-gap',
  },
  {
    name: 'usdm-blocked-route',
    guards: 'what comes by one route is given up where the other one is blocked',
    off: [
      without(withoutBlocked, () => (_planned, names, routes) => ({
        blocked: [...routes],
        open: routes.length === 0 ? names : new Set<string>(),
      })),
    ],
    scenario: 'usdm-blocked-public',
  },
  {
    name: 'out-of-step',
    guards: 'a book that is out of step does not say so',
    off: [without(markOutOfStep, () => async () => undefined)],
    scenario: 'book-gap',
  },
  {
    name: 'break',
    guards: 'what was stored before a break is confirmed after it',
    // Either alone is enough.
    off: [without(breakOff, () => () => undefined), withoutFirstEvent],
    scenario: 'sockets-reset',
  },
  {
    name: 'frontier',
    guards: 'what is stored is as of our own clock, whether anything comes or not',
    off: [
      without(createFrontier, (real) => (clock) => {
        const frontier = real(clock);
        return { ...frontier, at: () => (frontier.at() === null ? null : clock.nowOrWall()) };
      }),
    ],
    scenario: 'silent-socket',
  },
  {
    name: 'make-before-break',
    guards: 'a socket is given up before another one has taken its place',
    off: [without(createTakingOver, (real) => (next) => ({ ...real(next), isReady: () => true }))],
    scenario: 'shutdown',
  },
  {
    name: 'attempts-account',
    guards: 'more sockets are opened than the exchange allows',
    off: [
      without(tryAttempt, () => async () => 0),
      without(reserveAttempt, (real) => async (...args) => ({ ...(await real(...args)), outcome: 'granted' })),
    ],
    scenario: 'each-storm',
  },
  {
    name: 'confirm-version',
    guards: 'a writer confirms what another one has written',
    off: [withoutLua('confirm', 'isOtherVersion')],
    scenario: 'late-confirm',
  },
  {
    name: 'stream-gaps',
    guards: 'trades that a stream has left out are skipped',
    off: withoutGaps,
    scenario: 'missing-trades',
  },
];
