/**
 * Reading the settings of a source. The plant's loader has checked them against the schema of the kind; these readers
 * give them types, defaults and limits, and name the place when something is wrong after all.
 */
import { parseDuration, type SourceDefinition } from '@millwright/model';

/** A fault in the settings: only a person can mend it. */
export class SettingsError extends Error {
  constructor(definition: SourceDefinition, key: string, what: string) {
    super(`sources.yaml, source ${definition.name}, ${key}: ${what}`);
    this.name = 'SettingsError';
  }
}

export function textSetting(definition: SourceDefinition, key: string): string | undefined {
  const value = definition.settings[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new SettingsError(definition, key, `a text is expected, not ${typeof value}`);
}

/** A number within [low, high]; texts of numbers pass, as they come from the environment. */
export function numberSetting(
  definition: SourceDefinition,
  key: string,
  fallback: number,
  low: number,
  high: number,
): number {
  const raw = definition.settings[key];
  if (raw === undefined || raw === null) return fallback;
  const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    throw new SettingsError(definition, key, `${String(raw)} is not a number from ${low} to ${high}`);
  }
  return value;
}

/** A duration in milliseconds within [low, high]; a plain number is milliseconds, a text carries its unit (`100 ms`). */
export function durationSetting(
  definition: SourceDefinition,
  key: string,
  fallback: number,
  low: number,
  high: number,
): number {
  const raw = definition.settings[key];
  if (raw === undefined || raw === null) return fallback;
  let value: number;
  if (typeof raw === 'number') {
    value = raw;
  } else if (typeof raw === 'string') {
    try {
      value = parseDuration(raw);
    } catch (error) {
      throw new SettingsError(definition, key, error instanceof Error ? error.message : String(error));
    }
  } else {
    throw new SettingsError(definition, key, 'a duration such as 100 ms or 5 s is expected');
  }
  if (!(value >= low && value <= high)) {
    throw new SettingsError(definition, key, `${String(raw)} is not within ${low} ms to ${high} ms`);
  }
  return value;
}

export function listSetting(definition: SourceDefinition, key: string): readonly string[] {
  const raw = definition.settings[key];
  if (raw === undefined || raw === null) return [];
  if (Array.isArray(raw) && raw.every((item): item is string => typeof item === 'string')) return raw;
  throw new SettingsError(definition, key, 'a list of texts is expected');
}

/** A group of settings, as in `security: { policy: … }`; empty where absent. */
export function groupSetting(definition: SourceDefinition, key: string): Readonly<Record<string, unknown>> {
  const raw = definition.settings[key];
  if (raw === undefined || raw === null) return {};
  if (typeof raw === 'object' && !Array.isArray(raw)) return { ...raw };
  throw new SettingsError(definition, key, 'a group of settings is expected');
}

/** The setting, which must be one of `choices`, or `fallback`. */
export function choice<T extends string>(
  definition: SourceDefinition,
  key: string,
  raw: unknown,
  choices: readonly T[],
  fallback: T,
): T {
  if (raw === undefined || raw === null) return fallback;
  const found = choices.find((one) => one === raw);
  if (found === undefined) {
    throw new SettingsError(definition, key, `${String(raw)} is unknown; known are ${choices.join(', ')}`);
  }
  return found;
}
