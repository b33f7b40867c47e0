import { Counter, Histogram, Registry } from 'prom-client';
import { createAnswerCounts } from '../../../../../api/state/counts/answerCounts.ts';

/** What prom-client's own metrics would say. */
function createPlain(registry: Registry) {
  const registers = [registry];
  const labelNames = ['route', 'status'] as const;
  const answers = new Counter({ name: 'x_http_requests_total', help: 'Answers of the API', labelNames, registers });
  const latency = new Histogram({
    name: 'x_http_request_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  return (route: string, status: number, seconds: number): void => {
    answers.inc({ route, status });
    latency.observe({ route }, seconds);
  };
}

/** Labels of a line may come in any order. */
const linesOf = (text: string): string[] =>
  text.split('\n').map((line) =>
    line.replace(
      /\{(.*)\}/,
      (_, labels: string) =>
        `{${labels
          .split(/,(?=\w+=)/)
          .sort()
          .join(',')}}`,
    ),
  );

it('says what the counter and the histogram of prom-client would say', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const { count, times } = createAnswerCounts(ours, 'x_');
  const plain = createPlain(theirs);
  const same = async () =>
    expect(linesOf(await Registry.merge([ours, times()]).metrics())).toEqual(linesOf(await theirs.metrics()));
  await same();
  const seconds = [0, 0.0005, 0.001, 0.0010001, 0.0025, 0.3, 2.5, 2.6, 100];
  for (const route of ['/GetData', 'other']) {
    for (const [index, each] of seconds.entries()) {
      count(route, index % 3 === 0 ? 304 : 200, each);
      plain(route, index % 3 === 0 ? 304 : 200, each);
    }
  }
  await same();
  await same(); // reading changes nothing
});
