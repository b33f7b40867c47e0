/** Draws /redoc. Runs in the browser, which knows by the address of this script where the document lies, behind whatever path a proxy serves it. */

const { document, Redoc } = /** @type {any} */ (globalThis);

const options = { nativeScrollbars: true, sideNavStyle: 'path-only' };
Redoc.init(new URL('../openapi.json', import.meta.url).href, options, document.getElementById('page'));
