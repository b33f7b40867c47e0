import type { Config } from '../../config/config.ts';

/** Where what was started is found. */
export interface Places {
  /** Base URL of the API. */
  readonly api: string;
  readonly exchange: string;
  readonly redis: string;
  readonly logs: string;
  /** What a terminal must know so that commands find these places; absent: they find them by CONFIG.json. */
  readonly variables?: string;
}

/** Lines for the terminal that say where everything is and what to try first. @param status the command that shows how everything is */
export function placesText({ api, exchange, redis, logs, variables }: Places, config: Config, status: string): string {
  const [code] = config.pairs;
  const [future] = config.usdm?.pairs ?? [];
  const ofFutures =
    future === undefined ? '' : `\n              ${api}/GetData?market=usdm&type=mark-price&code=${future}`;
  const ofCommands =
    variables === undefined
      ? ''
      : `\n              for export, backfill, snapshot and compare first paste: export ${variables}`;
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
              ${status}${ofCommands}
              Ctrl-C ends everything
`;
}
