/**
 * The thread that runs DuckDB, for export and for people's SQL.
 *
 * What a query may do: read the table `samples` and what it makes itself, in a database that is thrown away after it.
 * Before a query from outside runs, access to files, network and extensions is turned off and the settings are locked.
 */
import { parentPort } from 'node:worker_threads';
import {
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  UINTEGER,
  UTINYINT,
} from '@duckdb/node-api';
import type { SampleBatch } from '@millwright/model';
import { messageOf } from '../errors.ts';
import {
  type DuckMessage,
  type DuckReply,
  type DuckRequestName,
  type DuckRequests,
  type SignalNames,
  type SqlResult,
  TOO_LARGE,
} from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker of Historian only');

/** Rows a DuckDB vector holds. */
const VECTOR_ROWS = 2048;
/** Of an answer, about. */
const MOST_CHARACTERS = 32 * 1024 * 1024;
const COLUMN_TYPES = [UINTEGER, DOUBLE, DOUBLE, UTINYINT];
const SCHEMA = `
  CREATE TABLE recorded (id UINTEGER, ms DOUBLE, value DOUBLE, quality UTINYINT);
  CREATE TABLE signals (id UINTEGER, signal VARCHAR, twin VARCHAR, type VARCHAR, name VARCHAR, unit VARCHAR);
  CREATE VIEW samples AS
    SELECT s.signal, s.twin, s.type, s.name, make_timestamp((r.ms * 1000)::BIGINT) AS time,
      CASE WHEN isnan(r.value) THEN NULL ELSE r.value END AS value, r.quality
    FROM recorded r JOIN signals s ON r.id = s.id`;

let instance: DuckDBInstance | undefined;
let connection: DuckDBConnection | undefined;

function connected(): DuckDBConnection {
  if (connection === undefined) throw new Error('the database is not open');
  return connection;
}

type Handlers = {
  [Name in DuckRequestName]: (
    argument: DuckRequests[Name]['argument'],
  ) => Promise<DuckRequests[Name]['answer']>;
};

const HANDLERS: Handlers = {
  open: async ({ file, memoryMb }) => {
    instance = await DuckDBInstance.create(file === '' ? ':memory:' : file, {
      memory_limit: `${memoryMb}MB`,
      threads: '1',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    if (file === '') await connection.run("SET temp_directory = ''");
    for (const statement of SCHEMA.split(';')) await connection.run(statement);
    return undefined;
  },
  signals: async (names) => {
    const appender = await connected().createAppender('signals');
    for (const row of names) appendNames(appender, row);
    appender.closeSync();
    return undefined;
  },
  samples: async (batch) => {
    const appender = await connected().createAppender('recorded');
    appendSamples(appender, batch);
    appender.closeSync();
    return undefined;
  },
  copy: async ({ file, format }) => {
    const path = file.replaceAll("'", "''");
    if (format === 'parquet') {
      const select = 'SELECT signal, time, value, quality FROM samples';
      await connected().run(`COPY (${select}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
    } else {
      const select =
        "SELECT signal, strftime(time, '%Y-%m-%dT%H:%M:%S.%fZ') AS time, value, quality FROM samples";
      await connected().run(`COPY (${select}) TO '${path}' (FORMAT csv, HEADER)`);
    }
    await connected().run('DELETE FROM recorded');
    return undefined;
  },
  query: async ({ sql, limit, timeoutMs }) => {
    const database = connected();
    await database.run('SET enable_external_access = false');
    await database.run('SET lock_configuration = true');
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      database.interrupt();
    }, timeoutMs);
    try {
      return await query(database, sql, limit);
    } catch (error) {
      if (late) throw new Error(`The query took longer than ${timeoutMs / 1000} s and was stopped.`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  },
  close: async () => {
    connection?.closeSync();
    instance?.closeSync();
    connection = undefined;
    instance = undefined;
    return undefined;
  },
};

async function query(database: DuckDBConnection, sql: string, limit: number): Promise<SqlResult> {
  if (sql.trim() === '') throw new Error('The query is empty.');
  const statements = await database.extractStatements(sql);
  if (statements.count !== 1) throw new Error(`One statement at a time: this text has ${statements.count}.`);
  const reader = await database.streamAndReadUntil(sql, limit + 1);
  const names = reader.columnNames();
  const types = reader.columnTypes();
  const rows: SqlResult['rows'] = [];
  let characters = 0;
  for (const row of reader.getRowsJson().slice(0, limit)) {
    for (const cell of row) characters += typeof cell === 'string' ? cell.length : 8;
    if (characters > MOST_CHARACTERS) throw new Error(TOO_LARGE);
    rows.push(row.map((cell) => (typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : cell)));
  }
  return {
    columns: names.map((name, i) => ({ name, type: String(types[i]) })),
    rows,
    truncated: reader.currentRowCount > limit,
  };
}

function appendNames(appender: DuckDBAppender, row: SignalNames): void {
  appender.appendUInteger(row.id);
  for (const text of [row.signal, row.twin, row.type, row.name, row.unit]) appender.appendVarchar(text);
  appender.endRow();
}

function appendSamples(appender: DuckDBAppender, batch: SampleBatch): void {
  for (let from = 0; from < batch.length; from += VECTOR_ROWS) {
    const n = Math.min(VECTOR_ROWS, batch.length - from);
    const chunk = DuckDBDataChunk.create(COLUMN_TYPES, n);
    const columns = [batch.signals, batch.times, batch.values, batch.quality];
    columns.forEach((column, c) => {
      const vector = chunk.getColumnVector(c);
      for (let i = 0; i < n; i++) vector.setItem(i, column[from + i]);
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
}

async function handle<Name extends DuckRequestName>(message: DuckMessage, name: Name): Promise<void> {
  let reply: DuckReply;
  try {
    // The sender is DuckSession, whose `ask` made the argument for this name.
    const value = await HANDLERS[name](message.argument as DuckRequests[Name]['argument']);
    reply = { kind: 'answer', id: message.id, value };
  } catch (error) {
    const text = messageOf(error);
    const code =
      name === 'query' ? (text === TOO_LARGE || /out of memory/i.test(text) ? 'limit' : 'request') : 'file';
    reply = { kind: 'error', id: message.id, code, message: text };
  }
  port?.postMessage(reply);
  // Nothing holds the thread any more.
  if (name === 'close') port?.close();
}

port.on('message', (message: DuckMessage) => void handle(message, message.name));
