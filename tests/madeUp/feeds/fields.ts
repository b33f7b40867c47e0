/** JSON Schema pieces of the made-up exchange's fields: all of them are strings. */

export const text = { type: 'string', minLength: 1 } as const;
export const decimal = { type: 'string', pattern: '^\\d+(\\.\\d+)?$' } as const;
/** More than 0. */
export const price = { type: 'string', pattern: '^(?!0+(\\.0+)?$)\\d+(\\.\\d+)?$' } as const;
export const whole = { type: 'string', pattern: '^\\d{1,15}$' } as const;
export const seconds = { type: 'string', pattern: '^\\d{10}(\\.\\d{3})?$' } as const;

export const object = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});
