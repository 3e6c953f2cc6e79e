/** Errors of the journal: each names the file or folder, the cause and what to do. */

export type JournalErrorCode =
  /** Another process uses the folder. */
  | 'locked'
  /** No space is left; what was acknowledged is on disk. */
  | 'disk-full'
  /** The folder or a file in it cannot be written. */
  | 'read-only'
  /** Reading or writing a file failed in another way. */
  | 'file'
  /** A file is not what was once signed: truncated, altered or gone. */
  | 'damaged'
  /** The signing key is missing, or it is not the one that signed the log. */
  | 'key'
  /** An event is larger than an entry of the log may be. */
  | 'too-large'
  /** What was asked for does not make sense: a sequence number beyond the end, a malformed event. */
  | 'request'
  /** The journal was closed, or stopped after a failed write. */
  | 'closed';

export class JournalError extends Error {
  override name = 'JournalError';
  readonly code: JournalErrorCode;
  /** The file or folder concerned. */
  readonly file?: string;

  constructor(code: JournalErrorCode, message: string, file?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.file = file;
  }
}

/** The errno name of a system error (`ENOSPC`), '' where there is none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Wraps an error of the file system so that it says which file, why and what to do. */
export function fileError(doing: string, file: string, error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  const reason = messageOf(error);
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new JournalError(
        'disk-full',
        `${doing} ${file}: no space left. Free some space and open the journal again; everything acknowledged is on disk.`,
        file,
        error,
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new JournalError(
        'read-only',
        `${doing} ${file}: not allowed (${reason}). Give the user of this process access to the data folder, or start with another --data folder.`,
        file,
        error,
      );
    default:
      return new JournalError('file', `${doing} ${file}: ${reason}`, file, error);
  }
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
