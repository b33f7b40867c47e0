import type { CloseRow, Side, SideOfRow } from '../../../analysis/closes.ts';
import type { CloseAt, Extremes, Missing } from '../../../analysis/closesStatistics.ts';
import { alignedLines } from '../../terminal/alignedLines.ts';
import { type Compared, timeText } from '../compared.ts';

/** Rows that are shown; of more only the first and the last. */
const MOST_ROWS = 60;
const AT_AN_END = 10;

/** Ranges of missing seconds that are shown. */
const MOST_RANGES = 10;

const HEAD = [
  ...['time', 'stream close', 'REST close', 'difference', 'stream volume', 'REST volume'],
  ...['stream av. 10', 'REST av. 10', 'stream av. 20', 'REST av. 20'],
];

/** What a terminal shows of a comparison: the table, then statistics. A close with * is that of the second before: nothing was traded. */
export function terminalTable(compared: Compared): string {
  const { market, code, sources, rows, notes } = compared;
  const title = `${market} ${code}, ${timeText(compared.from)} to ${timeText(compared.to)} UTC`;
  const parts = [
    [title, `  stream: ${sources.stream}`, `  REST:   ${sources.rest}`],
    rowLines(rows),
    statisticsLines(compared),
    notes.map((note) => `note: ${note}`),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function rowLines(rows: readonly CloseRow[]): string[] {
  const isLong = rows.length > MOST_ROWS;
  const shown = isLong ? [...rows.slice(0, AT_AN_END), ...rows.slice(-AT_AN_END)] : rows;
  const lines = alignedLines([HEAD, ...shown.map(cellsOf)]);
  if (isLong) lines.splice(AT_AN_END + 1, 0, `… ${rows.length - 2 * AT_AN_END} more rows in compare.csv`);
  return lines;
}

const closeText = (side: SideOfRow | null): string =>
  side === null ? 'missing' : `${side.close}${side.isCarried ? '*' : ''}`;

const cellsOf = ({ openTime, stream, rest, difference }: CloseRow): string[] => [
  new Date(openTime).toISOString().slice(11, 19),
  closeText(stream),
  closeText(rest),
  difference ?? '',
  stream?.volume ?? '',
  rest?.volume ?? '',
  stream?.average10 ?? '',
  rest?.average10 ?? '',
  stream?.average20 ?? '',
  rest?.average20 ?? '',
];

function statisticsLines({ statistics }: Compared): string[] {
  const { missing, largestDifference, highest, lowest, mean, volume } = statistics;
  const named: [string, string][] = [
    ['rows', `${statistics.rows}`],
    ['matched', `${statistics.matched}`],
    ['missing of the stream', missingText(missing.stream)],
    ['missing of REST', missingText(missing.rest)],
    ['equal closes', `${statistics.equal}`],
    ['unequal closes', `${statistics.unequal}`],
    ['unequal volumes', `${statistics.volumesUnequal}`],
    [
      'largest difference',
      largestDifference === null ? 'none' : `${largestDifference.absolute} at ${clock(largestDifference.at)}`,
    ],
    ['highest close', extremesText(highest)],
    ['lowest close', extremesText(lowest)],
    ['mean of all closes', mean ?? 'none'],
    ['traded a minute, stream', perMinuteText(volume.stream.perMinute, volume.stream.total)],
    ['traded a minute, REST', perMinuteText(volume.rest.perMinute, volume.rest.total)],
    ...minuteLines(volume),
  ];
  return alignedLines(named, [0, 1]);
}

function minuteLines(volume: Compared['statistics']['volume']): [string, string][] {
  const minutes = new Set([...volume.stream.minutes, ...volume.rest.minutes].map(({ minute }) => minute));
  if (minutes.size > MOST_RANGES) return [];
  const textOf = (side: Side, minute: number) =>
    volume[side].minutes.find((each) => each.minute === minute)?.volume ?? 'none';
  return [...minutes]
    .sort((one, other) => one - other)
    .map((minute) => [
      `volume in ${new Date(minute).toISOString().slice(11, 16)}`,
      `stream ${textOf('stream', minute)}, REST ${textOf('rest', minute)}`,
    ]);
}

const clock = (time: number): string => new Date(time).toISOString().slice(11, 19);

function missingText({ count, ranges }: Missing): string {
  if (count === 0) return '0';
  const shown = ranges
    .slice(0, MOST_RANGES)
    .map(({ from, to }) => (from === to ? clock(from) : `${clock(from)} to ${clock(to)}`));
  const more = ranges.length > MOST_RANGES ? [`… ${ranges.length - MOST_RANGES} more`] : [];
  return `${count} (${[...shown, ...more].join(', ')})`;
}

const atText = (of: CloseAt | null): string => (of === null ? 'none' : `${of.close} at ${clock(of.at)}`);

function extremesText({ stream, rest, higher }: Extremes): string {
  const verdict =
    higher === null ? '' : higher === 'equal' ? ': equal' : `: ${higher === 'rest' ? 'REST' : 'stream'} is higher`;
  return `stream ${atText(stream)}, REST ${atText(rest)}${verdict}`;
}

const perMinuteText = (perMinute: string | null, total: string): string =>
  perMinute === null ? 'none' : `${perMinute} (${total} in all)`;
