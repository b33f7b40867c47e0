import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { clockText, compactText, type Zone } from '../figures/format.ts';
import { type Columns, colorOf, createPlot, type Plot } from './plot.ts';

interface TimePlotProps {
  /** What each line is; the first is whole, the others are dashed. */
  readonly lines: readonly string[];
  /** Times (s), then each line. Empty: there is nothing yet. The same array is not drawn again. */
  readonly columns: Columns;
  readonly zone: Zone;
  /** What can be seen, in a sentence. */
  readonly text: string;
}

const HEIGHT = 110;

/** Marks of the lines: they can be told apart without their colors. */
const marks = ['━', '╍', '┈'];
const dashes = [[], [6, 3], [2, 3]];

/** Figures over time as steps: each holds for the time before it. */
export function TimePlot({ lines, columns, zone, text }: TimePlotProps) {
  const [place, legend, plot] = [
    useRef<HTMLDivElement>(null),
    useRef<HTMLUListElement>(null),
    useRef<Plot | null>(null),
  ];
  const shown = useRef({ columns, zone });
  shown.current = { columns, zone };
  const [fault, setFault] = useState('');
  const hasData = columns.length > 0;
  useEffect(() => {
    const [into, samples] = [place.current, [...(legend.current?.children ?? [])]];
    if (into === null || !hasData) return;
    let isEnded = false;
    const options = (library: typeof uPlot) => optionsOf(library, into, samples, () => shown.current.zone);
    createPlot(into, HEIGHT, options).then(
      (made) => {
        if (isEnded) return made.end();
        plot.current = made;
        made.show(shown.current.columns);
      },
      () => setFault(' The plot cannot be drawn, since its program could not be loaded.'),
    );
    return () => {
      isEnded = true;
      plot.current?.end();
      plot.current = null;
    };
  }, [hasData]);
  useEffect(() => {
    if (columns.length > 0) plot.current?.show(columns);
  }, [columns, zone]);
  return (
    <figure class="time-plot">
      <div ref={place} aria-hidden="true" style={hasData ? { height: `${HEIGHT}px` } : {}} />
      <figcaption>
        <ul ref={legend} aria-hidden="true">
          {lines.map((line, index) => (
            <li key={index} class={`line-${index}`}>
              {marks[index]} {line}
            </li>
          ))}
        </ul>
        {text}
        {fault}
      </figcaption>
    </figure>
  );
}

function optionsOf(
  library: typeof uPlot,
  into: Element,
  samples: readonly Element[],
  zone: () => Zone,
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = { stroke: colorOf(into), font: '11px system-ui', grid: { width: 0.5 }, ticks: { width: 0.5 } };
  const stepped = library.paths.stepped?.({ align: -1 });
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] } },
    axes: [
      { ...axis, size: 26, space: 80, values: (_, times) => times.map((time) => clockText(time * 1_000, zone())) },
      { ...axis, size: 46, space: 25, values: (_, values) => values.map((value) => compactText(value)) },
    ],
    series: [
      {},
      ...samples.map((sample, index) => ({
        stroke: colorOf(sample),
        width: 1.5,
        dash: dashes[index] ?? [],
        points: { show: false },
        ...(stepped !== undefined && { paths: stepped }),
      })),
    ],
  };
}
