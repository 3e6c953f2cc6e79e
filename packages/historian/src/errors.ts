/** Errors of the historian: each names the file or folder, the cause and what to do. */

export type HistorianErrorCode =
  /** Another process uses the folder. */
  | 'locked'
  /** No space is left; nothing acknowledged is lost, and writing goes on once there is space. */
  | 'disk-full'
  /** The folder or a file in it cannot be written. */
  | 'read-only'
  /** Reading or writing a file failed in another way. */
  | 'file'
  /** The folder was written by a newer version. */
  | 'version'
  /** The question asks for more than its limit allows. */
  | 'limit'
  /** The question is wrong: unknown signal, reversed range, faulty SQL. */
  | 'request'
  /** The historian is closed or its worker has died. */
  | 'closed';

export class HistorianError extends Error {
  override name = 'HistorianError';
  readonly code: HistorianErrorCode;
  /** The file or folder concerned. */
  readonly file?: string;

  constructor(code: HistorianErrorCode, message: string, file?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.file = file;
  }
}

/** The errno name of a system error (`ENOSPC`), or of the one behind an SQLite error; '' where there is none. */
export function systemCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('errcode' in error && typeof error.errcode === 'number') {
    // SQLite result codes: 8 READONLY, 13 FULL, 14 CANTOPEN; the low byte is the primary code.
    const primary = error.errcode & 255;
    if (primary === 13) return 'ENOSPC';
    if (primary === 8) return 'EROFS';
    if (primary === 14) return 'EACCES';
  }
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Wraps an error of the file system or of SQLite so that it says which file, why and what to do. */
export function fileError(doing: string, file: string, error: unknown): HistorianError {
  if (error instanceof HistorianError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new HistorianError(
        'disk-full',
        `${doing} ${file}: no space left. Free some space or lower the plant's retention; recording goes on by itself.`,
        file,
        error,
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new HistorianError(
        'read-only',
        `${doing} ${file}: not allowed to write (${reason}). Give the user of this process write access to the data folder, or start with another --data folder.`,
        file,
        error,
      );
    default:
      return new HistorianError('file', `${doing} ${file}: ${reason}`, file, error);
  }
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
