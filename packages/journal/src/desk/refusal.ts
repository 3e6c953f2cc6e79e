/** A command that is not carried out, with what its sender should know. Nothing has changed. */
export class Refusal extends Error {
  override name = 'Refusal';
  /**
   * Kebab-case, for programs. From the desk itself: `malformed`, `unknown-command`, `stale`, `id-reused`; from who authorises:
   * `forbidden` and the like; from commands: whatever they document, such as `not-found`, `wrong-state`, `expired`.
   */
  readonly code: string;
  /** What can be done instead. */
  readonly remedy?: string;

  constructor(code: string, message: string, remedy?: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}
