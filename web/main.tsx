import { render } from 'preact';
import { Page } from './panels/Page.tsx';
import { followAddress, view } from './state/address.ts';
import { followMarkets } from './state/markets.ts';
import { followState } from './state/serverState.ts';
import { followAhead } from './state/values.ts';
import { takeKeyFromAddress } from './wire/accessKey.ts';
import { startPush } from './wire/push.ts';

takeKeyFromAddress();
followAddress();
followState();
followMarkets();
// What the list of pairs shows.
for (const type of ['price', 'high-low', 'book-ticker']) followAhead(`${view.get().market}:*:${type}`);
startPush();
const root = document.querySelector('#page');
if (root !== null) render(<Page />, root);
