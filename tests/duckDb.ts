import { DuckDBInstance } from '@duckdb/node-api';

/** Asks DuckDB, an independent reader of our files. Decimals, timestamps and whole numbers come as it prints them. */
export async function askDuckDb(query: string): Promise<Record<string, unknown>[]> {
  const database = await DuckDBInstance.create(':memory:');
  try {
    const connection = await database.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const reader = await connection.runAndReadAll(query);
    const rows = reader.getRowObjectsJson() as Record<string, unknown>[];
    connection.closeSync();
    return rows;
  } finally {
    database.closeSync();
  }
}
