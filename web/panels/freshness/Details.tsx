import { useEffect, useRef } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { spanText, timeText } from '../../figures/format.ts';
import {
  limitText,
  limitWords,
  servedText,
  statusText,
  stepText,
  workerName,
} from '../../figures/freshness/details.ts';
import type { Matrix } from '../../figures/freshness/matrix.ts';
import { stepNow } from '../../figures/freshness/step.ts';
import { feedOfMarket } from '../../figures/markets.ts';
import { Facts } from '../../parts/Facts.tsx';
import { PairLink } from '../../parts/PairLink.tsx';
import { view } from '../../state/address.ts';
import { ageNow } from '../../state/clock.ts';
import type { FeedHealth, WorkerHealth } from '../../state/health.ts';
import type { CellName, Shown } from './shown.ts';

interface DetailsProps extends Shown {
  readonly opened: CellName;
  readonly all: Matrix<FeedHealth>;
  onClose(): void;
}

/** All that is known of how fresh one feed of one pair is. It takes the focus, and Escape closes it. */
export function Details({ opened, all, onClose, ...shown }: DetailsProps) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    section.current?.focus({ preventScroll: true });
    section.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const row = all.rows.find(({ key }) => key === opened.row);
  const cell = row?.cells.get(opened.type);
  return (
    <section
      ref={section}
      id="fresh-details"
      class="fresh-details"
      aria-labelledby="fresh-details-title"
      tabIndex={-1}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      <header>
        <h3 id="fresh-details-title">
          <bdi>{row?.code ?? opened.row}</bdi> {cell === undefined ? opened.type : feedOfMarket(cell.feed)}
        </h3>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </header>
      {cell === undefined ? <p>It is not collected any more.</p> : <Known {...cell} {...shown} />}
    </section>
  );
}

function Known({ feed, step, ...shown }: { feed: FeedHealth; step: Parameters<typeof stepText>[0] } & Shown) {
  const current = useCell(view);
  const { market = 'spot', code, asOf, failures, lastError, streamDown, status } = feed;
  const worker = workerOf(shown.answer.body.workers ?? [], feed);
  const age = ageNow({ age: feed.age, at: shown.answer.at });
  const facts: readonly (readonly [string, string])[] = [
    ['Freshness', stepText(stepNow(step, feed, age))],
    ['Age', age === null ? 'nothing is stored' : spanText(age)],
    [
      'Confirmed at',
      asOf === null ? 'never' : `${timeText(asOf, current.zone)} ${current.zone === 'utc' ? 'UTC' : 'local'}`,
    ],
    ['Limit', limitWords(feed)],
    ['Against its limit', limitText(feed, step)],
    ['Pair at the exchange', statusText(status)],
    ['It comes', servedText(worker, streamDown)],
    ['Failures in a row', String(failures)],
    ['Last error', lastError ?? 'none'],
    ...(streamDown === undefined ? [] : [['Stream is down', streamDown] as const]),
  ];
  return (
    <>
      <Facts of={facts} class="" />
      <p>
        <PairLink {...{ market, pair: code }} onLook={() => scrollTo({ top: 0 })}>
          Look at <bdi>{code}</bdi> of {market}
        </PairLink>
      </p>
    </>
  );
}

function workerOf(workers: readonly WorkerHealth[], feed: FeedHealth): WorkerHealth | undefined {
  const name = workerName(feed);
  return workers.find((worker) => worker.name === name);
}
