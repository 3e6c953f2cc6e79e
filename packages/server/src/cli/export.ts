/** `millwright export`: recorded samples as a Parquet or CSV file, from the data folder or from the server that has it. */
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Historian, HistorianError } from '@millwright/historian';
import { type Plant, parseDuration } from '@millwright/model';
import type { ApiClient } from '../client/api-client.ts';
import { DATA_FOLDER, loadChecked } from '../server.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { note, Progress, print, printJson } from './output.ts';
import { runningServer } from './running.ts';

export interface ExportOptions {
  from: string;
  to: string;
  format: 'parquet' | 'csv';
  out?: string;
  data?: string;
  json: boolean;
}

export async function exportSamples(folder: string, options: ExportOptions): Promise<void> {
  const now = Date.now();
  const from = parseTime(options.from, '--from', now);
  const to = parseTime(options.to, '--to', now);
  if (from >= to)
    throw new CommandError(EXIT.usage, `--from ${options.from} is not before --to ${options.to}.`);
  const { plant } = await loadChecked(folder, process.env);
  const data = resolve(options.data ?? DATA_FOLDER);
  const file = resolve(options.out ?? defaultName(plant.id, from, to, options.format));
  const range = { from, to, format: options.format };
  try {
    const client = await runningServer(data, plant.id);
    if (client === undefined) await exportHere(plant, join(data, plant.id), range, file);
    else await exportThere(client, plant.id, range, file);
  } catch (error) {
    await rm(file, { force: true });
    if (error instanceof HistorianError && error.code === 'locked') {
      throw new CommandError(EXIT.cannotStart, error.message);
    }
    throw error;
  }
  const { size } = await stat(file);
  if (options.json) printJson({ file, bytes: size });
  else print(`${file} (${size} bytes)`);
}

interface Range {
  from: number;
  to: number;
  format: 'parquet' | 'csv';
}

async function exportHere(plant: Plant, folder: string, range: Range, file: string): Promise<void> {
  const history = join(folder, 'history');
  const exists = await stat(history).then(
    () => true,
    () => false,
  );
  if (!exists) {
    throw new CommandError(
      EXIT.faults,
      `${folder} holds no recorded samples of ${plant.id}. Name the folder that "millwright start" used with --data.`,
    );
  }
  const historian = await Historian.open({ folder: history, plant, retention: plant.retention, log: note });
  const progress = new Progress('Exporting');
  try {
    await historian.exportTo({ ...range, file, onProgress: (fraction) => progress.update(fraction) });
  } finally {
    progress.end();
    await historian.close();
  }
}

async function exportThere(client: ApiClient, plant: string, range: Range, file: string): Promise<void> {
  note(`The plant is at work: exporting through ${client.base}.`);
  const { body } = await client.exportData(plant, range);
  if (body === null) throw new CommandError(EXIT.faults, 'The server sent nothing.');
  await pipeline(body, createWriteStream(file));
}

function defaultName(plant: string, from: number, to: number, format: string): string {
  const text = (time: number) =>
    new Date(time)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '');
  return `${plant}-${text(from)}-${text(to)}.${format}`;
}

/** `now`, `-30 min` before now, ISO 8601 with a zone or as a plain date (UTC), or milliseconds since 1970. */
export function parseTime(text: string, option: string, now: number): number {
  if (text === 'now') return now;
  if (text.startsWith('-')) {
    const duration = durationOf(text.slice(1).trim());
    if (duration !== undefined) return now - duration;
  }
  if (/^\d{6,}$/.test(text)) return Number(text);
  if (/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/.test(text)) {
    const time = Date.parse(text);
    if (!Number.isNaN(time)) return time;
  }
  throw new CommandError(
    EXIT.usage,
    `${option} "${text}" is no time. Write 2026-01-31, 2026-01-31T10:00:00Z, now, "-30 min", or milliseconds since 1970.`,
  );
}

function durationOf(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch {
    return undefined;
  }
}
