import { useCell } from '../../cells/cell.ts';
import { clockText, compactText, type Zone } from '../../figures/format.ts';
import { coverageOf } from '../../figures/tape/counters.ts';
import type { Tape } from '../../figures/tape/tape.ts';
import { seconds, serverNow } from '../../state/clock.ts';

/** What takers bought and sold of late, of what was seen. */
export function Flow({ tape, zone }: { tape: Tape; zone: Zone }) {
  useCell(seconds);
  const now = serverNow();
  const notes = coverageText(tape, now, zone);
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
      {notes !== '' && <p class="faint">{notes}</p>}
    </>
  );
}

const sumText = (value: number, count: number): string => `${compactText(value)} in ${count}`;

/** What the sums lack, of the longer time. */
function coverageText({ seen }: Tape, now: number, zone: Zone): string {
  const { since, missing } = coverageOf(seen.spans, 300, now);
  const sentences = [
    ...(since === null ? [] : [`Counted since ${clockText(since, zone)}.`]),
    ...(missing === 0 ? [] : [`${missing} ${missing === 1 ? 'trade was' : 'trades were'} not seen.`]),
  ];
  return sentences.join(' ');
}
