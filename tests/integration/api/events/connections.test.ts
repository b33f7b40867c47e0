import { eventually } from '../../../eventually.ts';
import { call } from '../rawCaller.ts';
import { createEventsFixture, type EventsFixture } from './eventsFixture.ts';

let fixture: EventsFixture;
afterEach(() => fixture.close());

const health = async () => (await (await fetch(`${fixture.url}/health`)).json()) as { events: Record<string, unknown> };
const portOf = (): number => Number(new URL(fixture.url).port);

it('a second stream asked for over one connection leaves no reader behind', async () => {
  fixture = await createEventsFixture();
  const ask = 'GET /events?topics=state HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const requests: string[] = [];
  let read = () => 0;
  fixture.server.http.on('request', ({ url = '' }) => requests.push(url));
  fixture.server.http.once('connection', (socket) => {
    read = () => socket.bytesRead;
  });
  // The end of the first head comes in two pieces: so the server does not see it in either.
  const caller = await call(portOf(), ask.slice(0, -1));
  await eventually(() => read() === ask.length - 1);
  caller.socket.write(`\n${ask}`);
  await eventually(() => requests.filter((url) => url.startsWith('/events')).length === 2);
  caller.socket.destroy();
  await eventually(async () => (await health()).events.readers === 0, 10_000);
  expect((await health()).events).toMatchObject({ topics: 0, followed: 0 });
});
