/** Draws /docs. Runs in the browser, which knows by the address of this script where the document lies, behind whatever path a proxy serves it. */

const { SwaggerUIBundle } = /** @type {any} */ (globalThis);

/** Their answers do not end: the page would wait for good. */
const endless = ['/events'];

/** Swagger UI asks for each operation whether it may be tried out. */
const withoutEndless = {
  statePlugins: {
    spec: {
      wrapSelectors: {
        allowTryItOutFor:
          (/** @type {Function} */ original) =>
          (/** @type {unknown} */ state, /** @type {string} */ path, /** @type {string} */ method) =>
            !endless.includes(path) && original(state, path, method),
      },
    },
  },
};

SwaggerUIBundle({
  url: new URL('../openapi.json', import.meta.url).href,
  dom_id: '#page',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: ['get'],
  plugins: [withoutEndless],
  // Else it would ask a host of others what it thinks of the document.
  validatorUrl: null,
});
