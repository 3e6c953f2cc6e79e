/** Settings of a replay source, see the table in the README of the package. */
import { parseUnit, type SourceDefinition } from '@millwright/model';
import {
  choice,
  durationSetting,
  groupSetting,
  listSetting,
  numberSetting,
  SettingsError,
  textSetting,
} from '../settings.ts';
import { type RowFilter, readFilter } from './row-filter.ts';

export interface ReplaySettings {
  files: readonly string[];
  /** Undefined: by the file's extension. */
  format?: 'csv' | 'parquet';
  /** Undefined: comma. A blank stands for any number of blanks. */
  delimiter: string;
  header: boolean;
  columns: readonly string[];
  gzip?: boolean;
  /** Column with the time; its values are milliseconds / `unitMs`. With `every`, it counts steps. */
  timeColumn?: string;
  /** Milliseconds per unit of the time column. */
  unitMs: number;
  /** Milliseconds per row, or per step of the time column; undefined: the column is a time of its own. */
  every?: number;
  /** Column and template that name the twin of a row. */
  twin?: { column: string; template: string };
  filter: RowFilter;
  speed: number;
  loop: boolean;
  start: 'now' | 'original';
}

/** Reads and checks the settings. Throws SettingsError. */
export function readReplaySettings(definition: SourceDefinition): ReplaySettings {
  const files = listSetting(definition, 'files');
  if (files.length === 0)
    throw new SettingsError(definition, 'files', 'at least one file or pattern is needed');
  const { settings } = definition;
  const time = groupSetting(definition, 'time');
  const within = { ...definition, settings: time };
  const every =
    time.every === undefined ? undefined : durationSetting(within, 'every', 1000, 0.001, 86_400_000 * 366);
  const timeColumn = textSetting(within, 'column');
  if (every === undefined && timeColumn === undefined) {
    throw new SettingsError(
      definition,
      'time',
      'give the column with the time, or every: 1 s for one row a second',
    );
  }
  const twin = groupSetting(definition, 'twin');
  const column = textSetting({ ...definition, settings: twin }, 'column');
  const template = textSetting({ ...definition, settings: twin }, 'template');
  if ((column === undefined) !== (template === undefined)) {
    throw new SettingsError(definition, 'twin', 'column and template go together');
  }
  if (template !== undefined && !template.includes('{value}')) {
    throw new SettingsError(
      definition,
      'twin.template',
      `"${template}" has no {value} for what stands in the column`,
    );
  }
  const header = flag(definition, 'header', true);
  const columns = listSetting(definition, 'columns');
  const format =
    settings.format === undefined
      ? undefined
      : choice(definition, 'format', settings.format, ['csv', 'parquet'], 'csv');
  if (!header && columns.length === 0 && format !== 'parquet') {
    throw new SettingsError(definition, 'columns', 'files without a header need the names of their columns');
  }
  const loop = flag(definition, 'loop', false);
  const start = choice(definition, 'start', settings.start, ['now', 'original'], 'now');
  if (loop && start === 'original') {
    throw new SettingsError(definition, 'loop', 'original times cannot be repeated; write start: now');
  }
  const compression = textSetting(definition, 'compression');
  return {
    files,
    ...(format === undefined ? {} : { format }),
    delimiter: textSetting(definition, 'delimiter') ?? ',',
    header,
    columns,
    ...(compression === undefined ? {} : { gzip: compression === 'gzip' }),
    ...(timeColumn === undefined ? {} : { timeColumn }),
    unitMs: unitMs(definition, textSetting(within, 'unit') ?? 'ms'),
    ...(every === undefined ? {} : { every }),
    ...(column === undefined || template === undefined ? {} : { twin: { column, template } }),
    filter: readFilter(definition),
    speed: numberSetting(definition, 'speed', 1, 1e-6, 1e6),
    loop,
    start,
  };
}

function flag(definition: SourceDefinition, key: string, fallback: boolean): boolean {
  const value = definition.settings[key];
  if (value === undefined || value === null) return fallback;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new SettingsError(definition, key, `${String(value)} is neither true nor false`);
}

/** Milliseconds in a UCUM unit of time. */
function unitMs(definition: SourceDefinition, code: string): number {
  const unit = parseUnit(code);
  const second = parseUnit('s');
  if (
    unit === undefined ||
    second === undefined ||
    unit.dimension.some((n, i) => n !== second.dimension[i])
  ) {
    throw new SettingsError(
      definition,
      'time.unit',
      `"${code}" is no unit of time; write s, ms, us, ns, min or h`,
    );
  }
  return unit.factor * 1000;
}
