import { changeText, isRising } from '../../figures/candles/candle.ts';
import type { Picture, Slot } from '../../figures/candles/picture.ts';
import { missingText, pricesOf, stateWords } from '../../figures/candles/words.ts';
import { padded, spanText, timeText } from '../../figures/format.ts';
import { view } from '../../state/address.ts';
import { useCell } from '../../state/cell.ts';
import { ageNow, seconds } from '../../state/clock.ts';
import type { CandleSource } from './candleSource.ts';

interface LegendProps {
  /** What is pointed at, or the newest; null: nothing is there. */
  readonly slot: Slot | null;
  readonly picture: Picture;
  readonly source: CandleSource;
}

/** The candle that is pointed at, in figures. */
export function Legend({ slot, picture, source }: LegendProps) {
  const { zone } = useCell(view);
  if (slot === null) return <p class="candle-legend faint">Nothing is stored yet.</p>;
  const { time, candle } = slot;
  const at = <time dateTime={new Date(time).toISOString()}>{timeText(time, zone).slice(0, 16)}</time>;
  if (candle === null) {
    return (
      <p class="candle-legend">
        {at} {missingText(slot, picture)}
      </p>
    );
  }
  const change = changeText(candle);
  return (
    <p class="candle-legend" data-open-time={time}>
      {at}
      {Object.entries(pricesOf(candle, picture.places)).map(([name, price]) => (
        <span key={name}>
          <span class="faint">{name}</span> <span data-price={name}>{price}</span>
        </span>
      ))}
      {change !== '' && <span class={isRising(candle) ? 'up' : 'down'}>{change}</span>}
      {candle.volume !== null && (
        <span>
          <span class="faint">volume</span> <span data-volume>{padded(candle.volume, 0)}</span>
        </span>
      )}
      {candle.tradeCount !== null && (
        <span>
          <span class="faint">trades</span> {candle.tradeCount}
        </span>
      )}
      <How slot={slot} isRestated={picture.series.restated.has(time)} source={source} />
    </p>
  );
}

/** Whether it may still change, and whether it has. */
function How({ slot: { state }, isRestated, source }: { slot: Slot; isRestated: boolean; source: CandleSource }) {
  const told = useCell(source.age);
  useCell(seconds);
  const age = told === null || told.age === null ? null : spanText(ageNow({ age: told.age, at: told.at }));
  const old = state === 'forming' && age !== null ? `, ${age} old${told?.stale ? ', stale' : ''}` : '';
  return (
    <>
      {state !== 'final' && state !== null && <span class="candle-state">{stateWords[state] + old}</span>}
      {isRestated && <span class="candle-state">■ restated by the exchange</span>}
    </>
  );
}
