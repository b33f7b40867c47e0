import type { ParquetWriter } from 'hyparquet-writer';

/** What a Parquet file says at its end of the row groups in it. */
type Groups = ParquetWriter['row_groups'];

/** As JSON, which has neither BigInt nor bytes. */
export const writeGroups = (groups: Groups): string =>
  JSON.stringify(groups, (_name, value: unknown) => {
    if (typeof value === 'bigint') return { bigint: String(value) };
    return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value;
  });

/** @throws SyntaxError where the text is no JSON */
export const readGroups = (text: string): Groups =>
  JSON.parse(text, (_name, value: unknown) => {
    const { bigint, bytes } = Object(value) as { bigint?: unknown; bytes?: unknown };
    if (typeof bigint === 'string') return BigInt(bigint);
    return typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'base64')) : value;
  }) as Groups;
