import { useRef } from 'preact/hooks';
import { clockText, timeText, type Zone } from '../figures/format.ts';
import { type Columns, colorOf } from './plot.ts';
import { usePlot } from './usePlot.ts';

interface TimePlotProps {
  /** What each line is; the first is whole, the others are dashed. */
  readonly lines: readonly string[];
  /** Times (s), then each line. Empty: there is nothing yet. The same array is not drawn again. */
  readonly columns: Columns;
  readonly zone: Zone;
  /** Levels, such as prices: drawn from the least, not from zero, and from their time on. */
  readonly isLevel?: boolean;
  /** What can be seen, in a sentence. */
  readonly text: string;
}

const HEIGHT = 110;
const DAY_S = 86_400;

/** Marks of the lines: they can be told apart without their colors. */
const marks = ['━', '╍', '┈'];
const dashes = [[], [6, 3], [2, 3]];

/** Figures over time as steps: each holds for the time before it, and levels from their time until the next one. */
export function TimePlot({ lines, columns, zone, isLevel = false, text }: TimePlotProps) {
  const legend = useRef<HTMLUListElement>(null);
  const shown = useRef(zone);
  shown.current = zone;
  const { place, isMissing } = usePlot(
    columns,
    ({ paths }) => {
      const stepped = paths.stepped?.({ align: isLevel ? 1 : -1 });
      return {
        ...{ height: HEIGHT, isTime: true, isLevel, space: 80 },
        words: (times, step) =>
          times.map((time) =>
            step < DAY_S ? clockText(time * 1_000, shown.current) : timeText(time * 1_000, shown.current).slice(0, 10),
          ),
        lines: [...(legend.current?.children ?? [])].map((sample, index) => ({
          stroke: colorOf(sample),
          dash: dashes[index] ?? [],
          ...(stepped !== undefined && { paths: stepped }),
        })),
      };
    },
    zone,
  );
  return (
    <figure class="time-plot">
      <div ref={place} aria-hidden="true" style={columns.length > 0 ? { height: `${HEIGHT}px` } : {}} />
      <figcaption>
        <ul ref={legend} aria-hidden="true">
          {lines.map((line, index) => (
            <li key={index} class={`line-${index}`}>
              {marks[index]} {line}
            </li>
          ))}
        </ul>
        {text}
        {isMissing && ' The plot cannot be drawn, since its program could not be loaded.'}
      </figcaption>
    </figure>
  );
}
