import { useCell } from '../../cells/cell.ts';
import { clockText, compactText, type Zone } from '../../figures/format.ts';
import { coverageOf } from '../../figures/tape/counters.ts';
import type { Tape } from '../../figures/tape/tape.ts';
import { seconds, serverNow } from '../../state/clock.ts';
import { link } from '../../wire/push.ts';

interface FlowProps {
  readonly tape: Tape;
  /** What came last is not the present. */
  readonly isStale: boolean;
  readonly zone: Zone;
}

/** What takers bought and sold of late, of what was seen. */
export function Flow({ tape, isStale, zone }: FlowProps) {
  useCell(seconds);
  const now = serverNow();
  const isFrozen = useCell(link).state === 'frozen';
  const newest = isStale || isFrozen ? tape.seen.spans.at(-1) : undefined;
  const notes = [
    ...(newest === undefined ? [] : [`Nothing was seen since ${clockText(newest.toTime, zone)}.`]),
    ...coverageTexts(tape, now, zone),
  ];
  return (
    <>
      <table class="flow">
        <caption class="hidden">What takers bought and sold, in the quote asset, with the number of trades</caption>
        <thead>
          <tr>
            <th scope="col">In the last</th>
            <th scope="col">▲ bought</th>
            <th scope="col">▼ sold</th>
          </tr>
        </thead>
        <tbody>
          {[60, 300].map((length) => {
            const { bought, boughtValue, sold, soldValue } = tape.counters.last(length, now);
            return (
              <tr key={length}>
                <th scope="row">{length / 60} min</th>
                <td class="up">{sumText(boughtValue, bought)}</td>
                <td class="down">{sumText(soldValue, sold)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {notes.length > 0 && <p class="faint">{notes.join(' ')}</p>}
    </>
  );
}

const sumText = (value: number, count: number): string => `${compactText(value)} in ${count}`;

/** What the sums lack, of the longer time. */
function coverageTexts({ seen }: Tape, now: number, zone: Zone): string[] {
  const { since, missing } = coverageOf(seen.spans, 300, now);
  return [
    ...(since === null ? [] : [`Counted since ${clockText(since, zone)}.`]),
    ...(missing === 0 ? [] : [`${missing} ${missing === 1 ? 'trade was' : 'trades were'} not seen.`]),
  ];
}
