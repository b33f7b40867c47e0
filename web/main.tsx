import { render } from 'preact';
import { Page } from './panels/Page.tsx';
import { followAddress } from './state/address.ts';
import { followMarkets } from './state/markets.ts';
import { followState } from './state/serverState.ts';
import { takeKeyFromAddress } from './wire/accessKey.ts';
import { startPush } from './wire/push.ts';

takeKeyFromAddress();
followAddress();
followState();
followMarkets();
startPush();
const root = document.querySelector('#page');
if (root !== null) render(<Page />, root);
