import type { Config } from '../../config/config.ts';

/** Where what was started is found. */
export interface Places {
  /** Base URL of the API. */
  readonly api: string;
  readonly exchange: string;
  readonly redis: string;
  readonly logs: string;
}

/** Lines for the terminal that say where everything is and what to try first. @param status the command that shows how everything is */
export function placesText({ api, exchange, redis, logs }: Places, config: Config, status: string): string {
  const [code] = config.pairs;
  const [future] = config.usdm?.pairs ?? [];
  const ofFutures =
    future === undefined ? '' : `\n              ${api}/GetData?market=usdm&type=mark-price&code=${future}`;
  return `
  dashboard   ${api}/
  API         ${api}
  exchange    ${exchange}
  Redis       ${redis}
  logs        ${logs}

  try         ${api}/GetData?pageSize=1&type=1&code=${code}
              ${api}/GetData?type=trades&code=${code}${ofFutures}
              ${api}/health
              ${api}/ready
              ${api}/docs
  then        edit CONFIG.json (add a pair, say): it takes effect within seconds
              ${status}
              Ctrl-C ends everything
`;
}
