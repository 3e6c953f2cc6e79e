/** What the exit code of `millwright` means. */
export const EXIT = {
  ok: 0,
  /** Faults were found: in a plant, its tests, or what was asked for. */
  faults: 1,
  /** The command line is wrong. */
  usage: 2,
  /** It could not start: port in use, data folder locked or not to be written, no server running. */
  cannotStart: 3,
  /** A fault of the program. */
  internal: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a message for people. */
export class CommandError extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
  }
}
