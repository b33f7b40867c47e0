import { render } from 'preact';
import { Page } from './panels/Page.tsx';
import { followAddress, view } from './state/address.ts';
import { followMarkets } from './state/markets.ts';
import { followState } from './state/serverState.ts';
import { followAhead } from './state/values.ts';
import { accessKey, mayHaveKey, takeAccessKey } from './wire/accessKey.ts';
import { firstLookPath } from './wire/firstLook.ts';
import { startPush } from './wire/push.ts';
import { sendEarly } from './wire/send.ts';

followAddress();
// What the list of pairs shows.
const topics = ['price', 'high-low', 'book-ticker'].map((type) => `${view.get().market}:*:${type}`);
/** What the first drawing needs. */
const sendAhead = () => {
  for (const path of ['health', firstLookPath(['state', ...topics])]) sendEarly(path, accessKey.get());
};
if (mayHaveKey()) {
  takeAccessKey();
  sendAhead();
} else {
  // To find out that there is none takes a new tab as long as to ask.
  sendAhead();
  takeAccessKey();
}
followState();
for (const topic of topics) followAhead(topic);
followMarkets();
startPush();
const root = document.querySelector('#page');
if (root !== null) render(<Page />, root);
