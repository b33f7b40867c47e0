import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import request from 'supertest';
import type { Snapshot } from '../../../../analysis/snapshot.ts';
import { snapshotNameOf } from '../../../../api/analytics/snapshots/snapshotName.ts';
import type { Market } from '../../../../markets/markets.js';
import { type ApiFixture, code, configWith, createApiFixture } from '../apiFixture.ts';
import { fill } from './filled.ts';

/** An API, and the folder of snapshots that it is configured to read. Each test has an empty one. */
export interface SavedSnapshots {
  readonly api: ApiFixture;
  readonly directory: string;
  /** What the API has answered of the pair. */
  readonly like: Snapshot;
  /** Writes one like that, but for these changes; returns the file's name. */
  put(changes?: Partial<Snapshot>): string;
  /** Writes any text under the name of a snapshot taken then. */
  putText(at: number, text: string): string;
  nameOf(at: number): string;
}

/** To be called once in a file of tests, outside of them. */
export function savedSnapshots(): SavedSnapshots {
  let api: ApiFixture;
  let like: Snapshot;
  let directory: string;
  beforeAll(async () => {
    api = await createApiFixture();
    await fill(api);
    like = (await request(api.app).get(`/analytics?code=${code}`)).body;
  });
  afterAll(() => api.close());
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'snapshots-'));
    api.config = configWith({ snapshots: { directory } });
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  const write = (name: string, text: string): string => {
    fs.writeFileSync(path.join(directory, name), text);
    return name;
  };
  const nameOf = (at: number) => snapshotNameOf({ market: 'spot', code, at });
  return {
    get api() {
      return api;
    },
    get directory() {
      return directory;
    },
    get like() {
      return like;
    },
    put(changes = {}) {
      const snapshot = { ...like, ...changes };
      return write(snapshotNameOf({ ...snapshot, market: snapshot.market as Market }), JSON.stringify(snapshot));
    },
    putText: (at, text) => write(nameOf(at), text),
    nameOf,
  };
}
