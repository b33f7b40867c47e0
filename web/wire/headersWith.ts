/** Headers of a request with an access key, null: without one. */
export const headersWith = (key: string | null): Record<string, string> => (key === null ? {} : { 'X-API-Key': key });
