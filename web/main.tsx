import { render } from 'preact';
import { Page } from './panels/Page.tsx';
import { followAddress, view } from './state/address.ts';
import { followMarkets } from './state/markets.ts';
import { followState } from './state/serverState.ts';
import { followAhead } from './state/values.ts';
import { takeAccessKey } from './wire/accessKey.ts';
import { keyInAddress } from './wire/base.ts';
import { firstLookPath } from './wire/firstLook.ts';
import { startPush } from './wire/push.ts';
import { sendEarly } from './wire/send.ts';

followAddress();
// What the list of pairs shows.
const topics = ['price', 'high-low', 'book-ticker'].map((type) => `${view.get().market}:*:${type}`);
// Most tabs have no key, and to find that out takes the browser as long as to ask.
if (keyInAddress === null) for (const path of ['health', firstLookPath(['state', ...topics])]) sendEarly(path);
takeAccessKey();
followState();
for (const topic of topics) followAhead(topic);
followMarkets();
startPush();
const root = document.querySelector('#page');
if (root !== null) render(<Page />, root);
