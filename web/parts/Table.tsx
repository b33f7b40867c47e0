import type { ComponentChildren } from 'preact';
import { HeadedTable } from './HeadedTable.tsx';

export type TableColumn<Row> = readonly [
  name: ComponentChildren,
  of: (row: Row) => ComponentChildren,
  /** Text, to the left. */
  kind?: 'words',
];

interface TableProps<Row> {
  /** What it is, for those who listen. */
  readonly label: string;
  /** The first one names each row. */
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** All rows together. */
  readonly total?: Row;
}

/** A table that scrolls inside where it is wider than the page. */
export function Table<Row>({ label, columns, rows, keyOf, total }: TableProps<Row>) {
  const line = (row: Row) => (
    <tr key={keyOf(row)} data-row={keyOf(row)}>
      {columns.map(([, of, kind], index) =>
        index === 0 ? (
          <th key={index} scope="row">
            {of(row)}
          </th>
        ) : (
          <td key={index} class={kind}>
            {of(row)}
          </td>
        ),
      )}
    </tr>
  );
  return (
    <HeadedTable
      label={label}
      heads={columns.map(([name, , kind]) => [name, kind])}
      foot={total !== undefined && line(total)}
    >
      {rows.map(line)}
    </HeadedTable>
  );
}
