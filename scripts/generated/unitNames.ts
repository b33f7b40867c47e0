import { DEFAULT_MARKET, feedsOf } from '../../markets/markets.js';

/** The command that has systemd run each feed of the default market. */
export function unitNames(): string {
  return ['```', `systemctl enable --now binance-collector@{${feedsOf(DEFAULT_MARKET).join(',')}}`, '```'].join('\n');
}
