import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiServer, createHttpServer, type ServerOptions } from '../../../../api/http/server/server.ts';
import type { Config } from '../../../../config/config.ts';
import { type ApiFixture, configWith, createApiFixture, type FixtureOptions } from '../apiFixture.ts';
import { type EventReader, openEvents } from './eventReader.ts';

/** A real HTTP server in front of a real Redis, whose changes it follows. */
export interface EventsFixture {
  readonly api: ApiFixture;
  readonly server: ApiServer;
  readonly url: string;
  /** Opens a stream that is closed at the end. */
  open(topics: string, headers?: OutgoingHttpHeaders, path?: string): Promise<EventReader>;
  /** As an edit of CONFIG.json does. */
  edit(changes: Record<string, unknown>): Config;
  close(): Promise<void>;
}

export interface EventsFixtureOptions extends FixtureOptions {
  readonly server?: ServerOptions;
  /** Nothing that is announced arrives, though the connection that it comes by stands. */
  readonly isDeaf?: boolean;
}

export async function createEventsFixture(
  changes: Record<string, unknown> = {},
  { server: ofServer, isDeaf = false, ...options }: EventsFixtureOptions = {},
): Promise<EventsFixture> {
  const api = await createApiFixture(changes, undefined, options);
  const followed = await api.follow(isDeaf ? { ...api.cache, onChange: () => undefined } : api.cache);
  const server = createHttpServer(api.app, ofServer);
  await once(server.http.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`;
  const readers: EventReader[] = [];
  return {
    ...{ api, server, url },
    async open(topics, headers, path) {
      const reader = await openEvents(url, topics, headers, path);
      readers.push(reader);
      return reader;
    },
    edit(edited) {
      api.config = configWith(edited);
      return api.config;
    },
    async close() {
      for (const reader of readers) reader.close();
      followed.close();
      await server.stop({ silentMs: 0, mostMs: 0 });
      await api.close();
    },
  };
}
