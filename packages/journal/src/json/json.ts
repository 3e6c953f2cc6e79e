/** JSON as values: what an event may carry. */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A property that is undefined counts as absent, as it does for JSON.stringify. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
