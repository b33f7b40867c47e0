import http from 'node:http';

/**
 * Many readers of events. They only count bytes. Asked, they tell how many of them are open, and the bytes that have come since it was asked last.
 *
 * Arguments: URL of the API, number of readers, then the topics: reader after reader takes the next ones, beginning anew behind the last.
 */
const [url = '', readers = '1', ...topics] = process.argv.slice(2);

/** What they have had. */
export interface HadEvents {
  readonly open: number;
  readonly bytes: number;
}

let bytes = 0;
let open = 0;
const agent = new http.Agent({ maxSockets: Number.POSITIVE_INFINITY });

/** One address may have only a part of all streams. */
const ADDRESSES = 100;

function follow(list: string, index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get(
        `${url}/events?topics=${encodeURIComponent(list)}`,
        { agent, localAddress: `127.0.0.${1 + (index % ADDRESSES)}` },
        (response) => {
          open += 1;
          response.once('data', () => resolve());
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
          });
          response.once('close', () => {
            open -= 1;
          });
          response.on('error', () => undefined);
        },
      )
      .on('error', reject);
  });
}

await Promise.all(
  Array.from({ length: Number(readers) }, (_, index) => follow(topics[index % topics.length] ?? '', index)),
);
process.on('message', () => {
  process.send?.({ open, bytes } satisfies HadEvents);
  bytes = 0;
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
