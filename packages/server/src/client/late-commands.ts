/**
 * What may be done at a machine without connection and be sent later, with the time at which it was done. It is about what a
 * person saw and did themself; nothing of it reaches a machine or gives a right.
 */
export const LATE_COMMANDS: ReadonlySet<string> = new Set([
  'acknowledge-alarm',
  'comment-alarm',
  'create-order',
  'start-order',
  'hold-order',
  'complete-order',
  'log-labour',
  'use-part',
  'comment-order',
  'attach-to-order',
  'call-round',
  'start-round',
  'report-place',
  'record-check',
  'mark-fault',
  'complete-round',
  'abandon-round',
  'complete-step',
  'abandon-procedure',
  'add-log-entry',
]);
