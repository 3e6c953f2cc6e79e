/** Export of recorded samples to Parquet or CSV. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Plant } from '@millwright/model';
import { fileError, HistorianError } from '../errors.ts';
import { dayName, HOURS_PER_DAY } from '../store/time.ts';
import { loadHour, loadNames, type SliceSource } from './load.ts';
import { DuckSession } from './session.ts';

export interface ExportOptions {
  /** Included, ms. */
  from: number;
  /** Excluded, ms. */
  to: number;
  format: 'parquet' | 'csv';
  /** One file with everything; its folder is made if needed, an existing file is replaced. */
  file?: string;
  /** Or a folder with a file per UTC day: `samples-2025-01-31.parquet`. */
  folder?: string;
  /** Signals to export, ids or paths; default: all. */
  signals?: readonly (number | string)[];
  /** Called with the part done, 0 to 1. */
  onProgress?: (fraction: number) => void;
}

export interface ExportResult {
  /** The files written, in order of time. */
  files: string[];
  samples: number;
}

const MEMORY_MB = 512;

/**
 * Columns `signal, time, value, quality`; in order of hour, twin, minute, signal, time. The samples pass through a temporary
 * DuckDB file beside the target (some 5 bytes per sample) so that memory stays below about 700 MB whatever the range.
 */
export async function exportSamples(
  plant: Plant,
  source: SliceSource,
  options: ExportOptions,
  signals: Uint32Array | undefined,
): Promise<ExportResult> {
  const target = options.file ?? options.folder;
  if (target === undefined)
    throw new HistorianError('request', 'An export needs a file or a folder to write to.');
  const folder = options.file === undefined ? target : path.dirname(target);
  const temporary = path.join(folder, `.millwright-export-${process.pid}-${Date.now()}.duckdb`);
  const session = new DuckSession();
  try {
    await mkdir(folder, { recursive: true });
    await session.ask('open', { file: temporary, memoryMb: MEMORY_MB });
    await loadNames(session, plant, signals);
    return await exportHours(session, source, options, signals);
  } catch (error) {
    throw fileError('Cannot export to', target, error);
  } finally {
    await session.end();
    for (const suffix of ['', '.wal', '.tmp']) await rm(temporary + suffix, { force: true, recursive: true });
  }
}

async function exportHours(
  session: DuckSession,
  source: SliceSource,
  options: ExportOptions,
  signals: Uint32Array | undefined,
): Promise<ExportResult> {
  const { file, folder = '', format, onProgress } = options;
  const range = { from: options.from, before: options.to, signals };
  const hours = await source.hours(range.from, range.before);
  const result: ExportResult = { files: [], samples: 0 };
  const finish = async (target: string): Promise<void> => {
    await session.ask('copy', { file: target, format });
    result.files.push(target);
  };
  for (const [i, hour] of hours.entries()) {
    result.samples += await loadHour(session, source, range, hour);
    const day = Math.floor(hour / HOURS_PER_DAY);
    const dayOver = i === hours.length - 1 || Math.floor(hours[i + 1] / HOURS_PER_DAY) !== day;
    if (file === undefined && dayOver) await finish(path.join(folder, `samples-${dayName(day)}.${format}`));
    onProgress?.((i + 1) / (hours.length + 1));
  }
  if (file !== undefined) await finish(file);
  onProgress?.(1);
  return result;
}
