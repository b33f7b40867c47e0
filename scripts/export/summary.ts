import { utc } from '../history/utc.ts';
import type { ExportRequest } from './exportRequest.ts';
import type { Hole } from './holes.ts';
import { sourcesOf, total } from './metadata.ts';
import type { CodeTotals } from './progress.ts';

/** Gaps that the terminal names one by one; the file names them all. */
const MOST_NAMED = 5;

const count = (number: number, what: string): string =>
  `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;

/** What came of an export, for people. */
export function summaryOf(
  { collector, file, format }: ExportRequest,
  codes: readonly CodeTotals[],
  {
    bytes,
    seconds,
    continuedRows,
  }: { readonly bytes: number; readonly seconds: number; readonly continuedRows: number },
): string[] {
  const row = collector.row.shape === 'series' ? collector.row : null;
  const scoresAreTimes = row?.columns[0]?.type === 'milliseconds';
  const lines = codes.map((one) => `${one.code}: ${rangeOf(one)}`);
  const sources = Object.entries(sourcesOf(codes)).map(
    ([name, rows]) => `${rows.toLocaleString('en-US')} ${sourceTexts[name] ?? name}`,
  );
  if (sources.length > 0) lines.push(`from: ${sources.join(', ')}`);
  const forming = total(codes, (code) => code.forming);
  if (forming > 0) lines.push(`forming: ${count(forming, 'row')} may change yet (final = false)`);
  const damaged = total(codes, (code) => code.damaged);
  if (damaged > 0)
    lines.push(
      `damaged: ${count(damaged, 'row')} in Redis cannot be read, and ${damaged === 1 ? 'is' : 'are'} left out`,
    );
  lines.push(...gapLines(codes, scoresAreTimes, row?.continuity === 'none'));
  for (const { code, notes } of codes)
    lines.push(...notes.map((note) => (note.includes(code) ? note : `${code}: ${note}`)));
  if (continuedRows > 0) lines.push(`continued: ${count(continuedRows, 'row')} had been written before`);
  const rows = total(codes, (code) => code.rows);
  const speed = seconds > 0 ? `, ${Math.round((rows - continuedRows) / seconds).toLocaleString('en-US')} rows/s` : '';
  lines.push(`${file}: ${format}, ${count(rows, 'row')}, ${count(bytes, 'byte')}, in ${seconds.toFixed(1)} s${speed}`);
  return lines;
}

const sourceTexts: Readonly<Record<string, string>> = {
  stored: 'stored',
  rest: 'by REST',
  archive: 'from the archive',
};

const rangeOf = ({ rows, first, last }: CodeTotals): string =>
  first === null || last === null
    ? 'no rows in this range'
    : `${count(rows, 'row')}, ${utc(first.time)} to ${utc(last.time)}`;

function gapLines(codes: readonly CodeTotals[], scoresAreTimes: boolean, isUntold: boolean): string[] {
  const found = total(codes, (code) => code.holeCount);
  if (found === 0)
    return [isUntold ? 'gaps: none on record; nothing in these rows tells whether one is missing' : 'gaps: none'];
  const holes = codes.flatMap((code) => code.holes);
  const named = holes.slice(0, MOST_NAMED).map((hole) => `  ${holeText(hole, scoresAreTimes)}`);
  const more = found > named.length ? [`  and ${count(found - named.length, 'gap')} more: see the file`] : [];
  return [
    `gaps: ${found.toLocaleString('en-US')}, ${count(
      total(codes, (code) => code.missing),
      'row',
    )} missing`,
    ...named,
    ...more,
  ];
}

function holeText({ code, from, to, missing, cause, state }: Hole, scoresAreTimes: boolean): string {
  const range = scoresAreTimes ? `${utc(from)} to ${utc(to)}` : `ids ${from} to ${to}`;
  return `${code}: ${range}${missing === null ? '' : `, ${count(missing, 'row')}`}: ${cause}, ${state}`;
}
