import type { CloseRow } from '../../../analysis/closes.ts';
import type { TableColumn, TableRow } from '../../files/tableWriter.ts';

/** Twice the places that exchanges use, so that averages are exact, too. */
const PLACES = 18;

const decimal = (name: string): TableColumn => ({ name, type: 'decimal', places: PLACES, isOptional: true });
const boolean = (name: string): TableColumn => ({ name, type: 'boolean', isOptional: true });

type Get = (row: CloseRow) => TableRow[number];

/** Columns of compare.csv and compare.parquet, each with what it holds of a row; docs/analysis.md says what they mean. */
const table: readonly (readonly [TableColumn, Get])[] = [
  [{ name: 'time', type: 'timestamp' }, ({ openTime }) => openTime],
  [decimal('stream_close'), ({ stream }) => stream?.close ?? null],
  [decimal('rest_close'), ({ rest }) => rest?.close ?? null],
  [decimal('difference'), ({ difference }) => difference],
  [decimal('stream_volume'), ({ stream }) => stream?.volume ?? null],
  [decimal('rest_volume'), ({ rest }) => rest?.volume ?? null],
  [decimal('stream_average_10'), ({ stream }) => stream?.average10 ?? null],
  [decimal('stream_average_20'), ({ stream }) => stream?.average20 ?? null],
  [decimal('rest_average_10'), ({ rest }) => rest?.average10 ?? null],
  [decimal('rest_average_20'), ({ rest }) => rest?.average20 ?? null],
  [boolean('stream_carried'), ({ stream }) => stream?.isCarried ?? null],
  [boolean('rest_carried'), ({ rest }) => rest?.isCarried ?? null],
];

export const columns: readonly TableColumn[] = table.map(([column]) => column);

export const tableRowOf = (row: CloseRow): TableRow => table.map(([, get]) => get(row));
