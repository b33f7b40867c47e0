import { useCell, useShown } from '../../cells/cell.ts';
import { changeText, isRising } from '../../figures/candles/candle.ts';
import type { Picture, Slot } from '../../figures/candles/picture.ts';
import { missingText, pricesOf, stateWords } from '../../figures/candles/words.ts';
import { isoText, minuteText, padded, spanText } from '../../figures/format.ts';
import { view } from '../../state/address.ts';
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
  const isNothing = useShown(source.age, (told) => told !== null && told.age === null);
  if (slot === null) return <div class="candle-legend faint">{isNothing ? 'Nothing is stored yet.' : '…'}</div>;
  const { time, candle } = slot;
  const at = <time dateTime={isoText(time) ?? ''}>{minuteText(time, zone)}</time>;
  if (candle === null) {
    return (
      <div class="candle-legend">
        <p>
          {at} {missingText(slot, picture)}
        </p>
      </div>
    );
  }
  const change = changeText(candle);
  return (
    <div class="candle-legend" data-open-time={time}>
      <p>
        {at}
        {change !== '' && <span class={isRising(candle) ? 'up' : 'down'}>{change}</span>}
        <How slot={slot} isRestated={picture.series.restated.has(time)} source={source} />
      </p>
      <p>
        {Object.entries(pricesOf(candle, picture.places)).map(([name, price]) => (
          <Named key={name} name={name} value={price} />
        ))}
        {candle.volume !== null && <Named name="volume" value={padded(candle.volume, 0)} />}
        {candle.tradeCount !== null && <Named name="trades" value={String(candle.tradeCount)} />}
      </p>
    </div>
  );
}

const Named = ({ name, value }: { name: string; value: string }) => (
  <span>
    <span class="faint">{name}</span> <span data-figure={name}>{value}</span>
  </span>
);

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
