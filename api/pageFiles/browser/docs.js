/** Draws /docs. Runs in the browser, which knows by the address of this script where the document lies, behind whatever path a proxy serves it. */

const { SwaggerUIBundle } = /** @type {any} */ (globalThis);

SwaggerUIBundle({
  url: new URL('../openapi.json', import.meta.url).href,
  dom_id: '#page',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: ['get'],
  // Else it would ask a host of others what it thinks of the document.
  validatorUrl: null,
});
