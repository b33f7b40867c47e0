/** The part of JSON Schema draft-07 used here. `errorMessage` is what VS Code shows and what the loader's faults say. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly errorMessage?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

export function section(description: string, properties: Record<string, Schema>): Schema {
  const keys = Object.keys(properties).join(', ');
  const errorMessage = `must be an object; accepted keys: ${keys}`;
  return { type: 'object', description, additionalProperties: false, properties, errorMessage };
}

export function withDefaults(description: string, properties: Record<string, Schema>): Schema {
  return { ...section(description, properties), default: {} };
}

export function list(description: string, items: Schema, errorMessage: string): Schema {
  return { type: 'array', description, items, uniqueItems: true, errorMessage };
}

export function text(description: string, rest: Schema, errorMessage: string): Schema {
  return { type: 'string', description, ...rest, errorMessage };
}

export function integer(description: string, minimum: number, maximum: number, byDefault: number): Schema {
  const errorMessage = `must be an integer from ${minimum} to ${maximum}`;
  return { type: 'integer', minimum, maximum, default: byDefault, description, errorMessage };
}

export function choice(description: string, accepted: readonly (string | number)[], byDefault?: string): Schema {
  const schema = { enum: accepted, description, errorMessage: `must be one of ${accepted.join(', ')}` };
  return byDefault === undefined ? schema : { ...schema, default: byDefault };
}
