import type { Endpoint } from '../../model/endpoint.ts';
import type { ExchangeRequest } from '../../model/exchangeRequest.ts';

/**
 * The same text for requests that the exchange answers alike: parameters in any order, as numbers or texts, and with their defaults or without.
 *
 * @param endpoint its row in the table; absent: nothing is known of its defaults
 */
export function nameOf({ path, params }: ExchangeRequest, endpoint: Endpoint | undefined): string {
  const said = Object.entries(params)
    .map(([name, value]): [string, string] => [name, String(value)])
    .filter(([name, value]) => value !== defaultOf(endpoint, name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `${path}?${new URLSearchParams(said)}`;
}

function defaultOf(endpoint: Endpoint | undefined, name: string): string | undefined {
  const parameter = endpoint?.params[name];
  const byDefault = parameter !== undefined && 'default' in parameter ? parameter.default : undefined;
  return byDefault === undefined ? undefined : String(byDefault);
}
