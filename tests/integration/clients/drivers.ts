import { blockOf, type PackageName } from './blocks.ts';
import { ClientError, type ClientProcess } from './clientProcess.ts';
import type { Scene, Step } from './step.ts';
import { ccxt } from './steps/ccxt.ts';
import { apiNodeFutures, binanceFutures, nodeBinanceFutures, officialFutures } from './steps/futuresClients.ts';
import { apiNodeSpot, binanceSpot, connector, nodeBinanceSpot, officialSpot } from './steps/spotClients.ts';

/** By the names that the blocks of `docs/clients.md` give to what they make: what is asked of it. */
const steps: Readonly<Record<PackageName, Readonly<Record<string, readonly Step[]>>>> = {
  ccxt: { exchange: ccxt },
  '@binance/spot': { spot: officialSpot },
  '@binance/derivatives-trading-usds-futures': { futures: officialFutures },
  '@binance/connector': { spot: connector },
  binance: { spot: binanceSpot, futures: binanceFutures },
  'binance-api-node': { client: [...apiNodeSpot, ...apiNodeFutures] },
  'node-binance-api': { binance: [...nodeBinanceSpot, ...nodeBinanceFutures] },
};

/** One step of one client, ready to be run against any address. */
export interface Drive extends Pick<Step, 'title' | 'kind'> {
  readonly client: PackageName;
  /** What the client returns; where it is to be refused, what it throws. */
  run(clients: ClientProcess, url: string, scene: Scene): Promise<unknown>;
}

export const drives = drivesOf(steps);

/** @param steps by client, and by what its block makes */
export function drivesOf(
  steps: Readonly<Partial<Record<PackageName, Readonly<Record<string, readonly Step[]>>>>>,
): readonly Drive[] {
  return Object.entries(steps).flatMap(([name, byMember]) => {
    const client = name as PackageName;
    return Object.entries(byMember).flatMap(([member, all]) =>
      all.map(({ title, kind, callFor }) => ({
        ...{ client, title, kind },
        run(clients: ClientProcess, url: string, scene: Scene) {
          const answer = clients.call(blockOf(client, url), member, callFor(scene));
          return kind === 'refused' ? thrownBy(answer, url) : answer;
        },
      })),
    );
  });
}

/** What a user is told, whatever the address. */
async function thrownBy(answer: Promise<unknown>, url: string): Promise<unknown> {
  const returned = await answer.catch((error: unknown) => {
    if (!(error instanceof ClientError)) throw error;
    const { name, message, code, status } = error;
    return { name, message: message.replaceAll(url, ''), code, status };
  });
  expect(returned).toMatchObject({ message: expect.any(String) });
  return returned;
}
