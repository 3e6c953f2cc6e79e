/**
 * `names.sqlite`: what lasts longer than a plant revision.
 *
 *     twins    key, path         a twin keeps its key when its path changes (`was`)
 *     signals  key, type, name   a signal of a type keeps its key when its name changes (`was`)
 *     layouts  id, data          the ids of a plant revision in terms of keys; the write-ahead log refers to it
 *     alarms                     see alarms.ts
 *
 * Everything here is written with synchronous=FULL before anything refers to it.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Layout, NamedThing } from '../layout.ts';
import { ALARM_SCHEMA } from './alarms.ts';
import { DamagedFile, isDamage, openSqlite, transaction } from './sqlite.ts';

const SCHEMA = `
  CREATE TABLE twins (key INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
  CREATE TABLE signals (key INTEGER PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (type, name));
  CREATE TABLE layouts (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
  ${ALARM_SCHEMA}`;

/** The columns and rows of a type in persistent keys. */
export interface KeyedType {
  base: number;
  rows: number;
  signals: number[];
  twins: number[];
}

/** Turns ids of one plant revision into persistent keys. */
export class KeyedLayout {
  readonly id: number;
  readonly types: readonly KeyedType[];
  readonly signalCount: number;

  constructor(id: number, types: readonly KeyedType[]) {
    this.id = id;
    this.types = types;
    this.signalCount = types.reduce((count, type) => count + type.signals.length * type.rows, 0);
  }

  /** Keys of the twin and the signal with that id, or undefined for an id that the revision does not have. */
  keys(id: number): { twin: number; signal: number } | undefined {
    for (const type of this.types) {
      const at = id - type.base;
      if (at < 0 || at >= type.signals.length * type.rows) continue;
      return { twin: type.twins[at % type.rows], signal: type.signals[Math.floor(at / type.rows)] };
    }
    return undefined;
  }
}

export class Names {
  readonly database: DatabaseSync;
  readonly file: string;
  #log: (message: string) => void;

  constructor(file: string, log: (message: string) => void) {
    this.file = file;
    this.#log = log;
    try {
      this.database = openSqlite(file, { version: 1, schema: SCHEMA, synchronous: 'FULL' });
    } catch (error) {
      if (!isDamage(error)) throw error;
      // Without names the samples have no meaning: making new ones would give old samples to the wrong signals.
      throw new DamagedFile(
        file,
        `${error instanceof Error ? error.message : error}; it holds the names of all recorded signals. Restore this file from a backup, or move the whole folder away to begin anew`,
      );
    }
  }

  /** Gives every twin and signal of the plant its key, following renames, and remembers the layout. */
  register(layout: Layout): KeyedLayout {
    return transaction(this.database, () => {
      const twins = new KeyTable(
        this.database.prepare('SELECT key, path AS name FROM twins').all(),
        this.database.prepare('INSERT INTO twins (path) VALUES (?) RETURNING key'),
        this.database.prepare('UPDATE twins SET path = ? WHERE key = ?'),
        [],
      );
      const paths = new Set(layout.types.flatMap((type) => type.twins.map((twin) => twin.name)));
      const types = layout.types.map((type) => {
        const signals = new KeyTable(
          this.database.prepare('SELECT key, name FROM signals WHERE type = ?').all(type.name),
          this.database.prepare('INSERT INTO signals (type, name) VALUES (?, ?) RETURNING key'),
          this.database.prepare('UPDATE signals SET name = ? WHERE key = ?'),
          [type.name],
        );
        const names = new Set(type.signals.map((signal) => signal.name));
        return {
          base: type.base,
          rows: type.rows,
          signals: type.signals.map((signal) => signals.key(signal, names, this.#log)),
          twins: type.twins.map((twin) => twins.key(twin, paths, this.#log)),
        };
      });
      return new KeyedLayout(this.#saveLayout(types), types);
    });
  }

  #saveLayout(types: KeyedType[]): number {
    const data = JSON.stringify(types);
    const newest = this.database.prepare('SELECT id, data FROM layouts ORDER BY id DESC LIMIT 1').get();
    if (newest?.data === data) return Number(newest.id);
    return Number(this.database.prepare('INSERT INTO layouts (data) VALUES (?)').run(data).lastInsertRowid);
  }

  /** A layout that was registered earlier. */
  layout(id: number): KeyedLayout | undefined {
    const row = this.database.prepare('SELECT data FROM layouts WHERE id = ?').get(id);
    if (typeof row?.data !== 'string') return undefined;
    const types: KeyedType[] = JSON.parse(row.data);
    return new KeyedLayout(id, types);
  }

  twinKey(path: string): number | undefined {
    const row = this.database.prepare('SELECT key FROM twins WHERE path = ?').get(path);
    return row === undefined ? undefined : Number(row.key);
  }

  close(): void {
    this.database.close();
  }
}

interface Insert {
  get(...values: string[]): Record<string, unknown> | undefined;
}
interface Update {
  run(name: string, key: number): unknown;
}

/** Names and keys of one kind. */
class KeyTable {
  #keys = new Map<string, number>();
  #insert: Insert;
  #rename: Update;
  #prefix: string[];

  constructor(rows: Record<string, unknown>[], insert: Insert, rename: Update, prefix: string[]) {
    for (const row of rows) this.#keys.set(String(row.name), Number(row.key));
    this.#insert = insert;
    this.#rename = rename;
    this.#prefix = prefix;
  }

  /** The key of a thing; a former name that nothing in the plant bears any more hands its key on. */
  key(thing: NamedThing, inUse: ReadonlySet<string>, log: (message: string) => void): number {
    const former = thing.was.find((name) => this.#keys.has(name) && !inUse.has(name));
    const known = this.#keys.get(thing.name);
    if (known !== undefined) {
      if (former !== undefined) {
        log(`${thing.name} has a history of its own; what was recorded as ${former} stays under that name.`);
      }
      return known;
    }
    if (former !== undefined) {
      const key = this.#keys.get(former)!;
      this.#rename.run(thing.name, key);
      this.#keys.delete(former);
      this.#keys.set(thing.name, key);
      return key;
    }
    const key = Number(this.#insert.get(...this.#prefix, thing.name)?.key);
    this.#keys.set(thing.name, key);
    return key;
  }
}
