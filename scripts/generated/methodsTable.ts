import { wsApis } from '../../api/binance/wsApi/methods.ts';
import { marketNames } from '../../markets/markets.js';
import { markdownTable } from './markdownTable.ts';

/** The methods of the WebSocket APIs, as Markdown, and the path of REST as which each is answered. */
export function methodsTable(): string {
  const rows = marketNames.flatMap((market) => {
    const { address, methods } = wsApis[market];
    return Object.entries(methods).map(([method, path]) => [`\`${address}\``, `\`${method}\``, `\`${path}\``]);
  });
  return markdownTable(['Address', 'Method', 'Is answered as'], rows);
}
