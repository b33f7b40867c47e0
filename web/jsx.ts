/** What the build writes in place of tags: scripts/setup/bundlePage.js. No other code has these names. */
export { Fragment as jsx_Fragment, h as jsx_h } from 'preact';
