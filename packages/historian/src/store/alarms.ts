/** Alarm occurrences: one row each, in names.sqlite, durable when the call returns. */

import type { DatabaseSync } from 'node:sqlite';
import type { AlarmType, LocalText, Twin } from '@millwright/model';

export const ALARM_SCHEMA = `
  CREATE TABLE alarms (id TEXT PRIMARY KEY, twin TEXT NOT NULL, raised_at REAL NOT NULL, cleared_at REAL, data TEXT NOT NULL);
  CREATE INDEX alarms_raised ON alarms (raised_at);
  CREATE INDEX alarms_standing ON alarms (cleared_at) WHERE cleared_at IS NULL`;

/** Most occurrences one question returns. */
export const MAX_ALARMS = 100_000;

/** Value of an input when the alarm was raised. */
export interface AlarmInput {
  path: string;
  /** NaN where there was none. */
  value: number;
  unit: string;
}

/** A change of an alarm as the live store tells it. */
export interface AlarmChange {
  change: 'raised' | 'cleared';
  /** Unique and stable; the same for raised and cleared. */
  id: string;
  twin: Twin;
  alarm: AlarmType;
  /** Source time at which the condition began to hold, ms. */
  since: number;
  raisedAt: number;
  clearedAt?: number;
  inputs: readonly AlarmInput[];
}

/** One occurrence of an alarm, as recorded. */
export interface RecordedAlarm {
  id: string;
  /** Path of the twin when it was raised. */
  twin: string;
  type: string;
  alarm: string;
  label: LocalText;
  priority: AlarmType['priority'];
  respond?: LocalText;
  since: number;
  raisedAt: number;
  clearedAt: number | null;
  inputs: AlarmInput[];
  /** Why it was closed although its condition was not seen to go. */
  note?: LocalText;
}

/** Ends an occurrence whose condition nobody can evaluate any more. */
export interface AlarmClosing {
  id: string;
  clearedAt: number;
  note: LocalText;
}

/** The plain data of a change, ready to be sent to the worker. */
export function recordOf(change: AlarmChange): RecordedAlarm {
  return {
    id: change.id,
    twin: change.twin.path,
    type: change.twin.type?.name ?? '',
    alarm: change.alarm.name,
    label: change.alarm.label,
    priority: change.alarm.priority,
    respond: change.alarm.respond,
    since: change.since,
    raisedAt: change.raisedAt,
    clearedAt: change.change === 'cleared' ? (change.clearedAt ?? null) : null,
    inputs: change.inputs.map(({ path, value, unit }) => ({ path, value, unit })),
  };
}

export class Alarms {
  #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Adds or completes occurrences. */
  record(alarms: readonly RecordedAlarm[]): void {
    const statement = this.#database.prepare(
      'INSERT INTO alarms VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET cleared_at = coalesce(excluded.cleared_at, cleared_at)',
    );
    for (const alarm of alarms) {
      const { clearedAt, ...rest } = alarm;
      statement.run(alarm.id, alarm.twin, alarm.raisedAt, clearedAt, JSON.stringify(rest));
    }
  }

  /** Ends an occurrence that stands, with a note. One that has ended or is unknown stays as it is. */
  close({ id, clearedAt, note }: AlarmClosing): void {
    this.#database
      .prepare(
        "UPDATE alarms SET cleared_at = max(?, raised_at), data = json_set(data, '$.note', json(?)) WHERE id = ? AND cleared_at IS NULL",
      )
      .run(clearedAt, JSON.stringify(note), id);
  }

  /** Occurrences that stood at some time in [from, to], in the order they were raised. */
  between(from: number, to: number): RecordedAlarm[] {
    return this.#select('raised_at <= ? AND (cleared_at IS NULL OR cleared_at >= ?)', to, from);
  }

  /** Occurrences that stood at an instant. */
  at(time: number): RecordedAlarm[] {
    return this.#select('raised_at <= ? AND (cleared_at IS NULL OR cleared_at > ?)', time, time);
  }

  /** Deletes occurrences cleared before an instant. */
  deleteBefore(time: number): void {
    this.#database.prepare('DELETE FROM alarms WHERE cleared_at < ?').run(time);
  }

  #select(condition: string, ...values: number[]): RecordedAlarm[] {
    const rows = this.#database
      .prepare(
        `SELECT cleared_at, data FROM alarms WHERE ${condition} ORDER BY raised_at, id LIMIT ${MAX_ALARMS}`,
      )
      .all(...values);
    return rows.map((row) => {
      const stored: Omit<RecordedAlarm, 'clearedAt'> = JSON.parse(String(row.data));
      // JSON has no NaN: an input without a value is written as null.
      const inputs = stored.inputs.map((input) => ({ ...input, value: input.value ?? Number.NaN }));
      return { ...stored, inputs, clearedAt: row.cleared_at === null ? null : Number(row.cleared_at) };
    });
  }
}
