import { createRequire } from 'node:module';

/** The part of the linter that is used: it knows what OpenAPI and AsyncAPI say of each member of a document. */
interface Linter {
  createConfig(config: object): Promise<object>;
  lintFromString(document: {
    source: string;
    config: object;
    absoluteRef: string;
  }): Promise<{ message: string; location: { pointer?: string }[] }[]>;
}

/** ReDoc brings it, and is itself a dependency of ours: one that were installed beside it could be of another version. A ReDoc without it would fail here. */
const { createConfig, lintFromString } = createRequire(require.resolve('redoc/package.json'))(
  '@redocly/openapi-core',
) as Linter;

/** What the document has that its format does not allow, or lacks: where and what. */
export async function faultsOf(document: unknown): Promise<string[]> {
  const config = await createConfig({ rules: { struct: 'error' } });
  const source = JSON.stringify(document);
  const faults = await lintFromString({ source, config, absoluteRef: 'document.json' });
  return faults.map(({ message, location: [at] }) => `${at?.pointer}: ${message}`);
}
