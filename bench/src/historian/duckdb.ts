/**
 * Contestant: DuckDB with one wide table, a column per signal and a row per machine and second. Of the layouts tried it
 * stores smallest and answers fastest. Rows come in order of time, and through the appender in vectors.
 */
import { statSync } from 'node:fs';
import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  INTEGER,
} from '@duckdb/node-api';
import { type Measured, medianMs, SIGNALS, START } from './workload.ts';

const HOUR_MS = 3_600_000;
const VECTOR_ROWS = 2048;
const TYPES = [INTEGER, BIGINT, ...SIGNALS.map(() => DOUBLE)];

export class DuckDbContestant {
  #file: string;
  #machines: number;
  #instance: DuckDBInstance;
  #connection: DuckDBConnection;
  #samples = 0;
  #elapsedMs = 0;

  private constructor(
    file: string,
    machines: number,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
  ) {
    this.#file = file;
    this.#machines = machines;
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(file: string, machines: number): Promise<DuckDbContestant> {
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    const columns = SIGNALS.map((name) => `"${name}" DOUBLE`).join(', ');
    await connection.run(`CREATE TABLE machine (machine INTEGER, time BIGINT, ${columns})`);
    return new DuckDbContestant(file, machines, instance, connection);
  }

  /** One minute, committed once: a commit per second, as the historian acknowledges, would be slower. */
  async ingest(minute: number, values: Float64Array): Promise<void> {
    const rows = 60 * this.#machines;
    const width = SIGNALS.length;
    const began = performance.now();
    const appender = await this.#connection.createAppender('machine');
    for (let from = 0; from < rows; from += VECTOR_ROWS) {
      const n = Math.min(VECTOR_ROWS, rows - from);
      const chunk = DuckDBDataChunk.create(TYPES, n);
      const machine = chunk.getColumnVector(0);
      const time = chunk.getColumnVector(1);
      for (let i = 0; i < n; i++) {
        const second = Math.floor((from + i) / this.#machines);
        machine.setItem(i, (from + i) % this.#machines);
        time.setItem(i, BigInt(START + (minute * 60 + second) * 1000));
      }
      machine.flush();
      time.flush();
      for (let column = 0; column < width; column++) {
        const vector = chunk.getColumnVector(2 + column);
        for (let i = 0; i < n; i++) vector.setItem(i, values[(from + i) * width + column]);
        vector.flush();
      }
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    this.#elapsedMs += performance.now() - began;
    this.#samples += values.length;
  }

  async measure(): Promise<Measured> {
    const began = performance.now();
    await this.#connection.run('CHECKPOINT');
    this.#elapsedMs += performance.now() - began;
    const day = START + 24 * HOUR_MS;
    return {
      ingestSamplesPerSecond: this.#samples / (this.#elapsedMs / 1000),
      bytesPerSample: statSync(this.#file).size / this.#samples,
      hourRawMs: await medianMs(9, (run) => {
        const { machine, signal } = this.#pick(run);
        const from = START + (run % 23) * HOUR_MS;
        return this.#read(
          `SELECT time, ${signal} FROM machine WHERE machine = ${machine} AND time >= ${from} AND time < ${from + HOUR_MS} ORDER BY time`,
        );
      }),
      dayTo1000Ms: await medianMs(9, (run) => {
        const { machine, signal } = this.#pick(run);
        return this.#read(
          `SELECT (time - ${START}) // 86400 AS bucket, min(${signal}), max(${signal}), avg(${signal}), count(${signal})
           FROM machine WHERE machine = ${machine} AND time >= ${START} AND time < ${day} GROUP BY bucket ORDER BY bucket`,
        );
      }),
      stateAtMs: await medianMs(9, (run) => this.stateAt(START + (run % 23) * HOUR_MS + 1_234_567)),
    };
  }

  #pick(run: number): { machine: number; signal: string } {
    return { machine: (run * 7) % this.#machines, signal: `"${SIGNALS[(run * 5) % SIGNALS.length]}"` };
  }

  async #read(sql: string): Promise<readonly (readonly unknown[])[]> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getColumns();
  }

  /** Newest value of every signal, machine by machine. */
  async stateAt(time: number): Promise<Float64Array> {
    const newest = SIGNALS.map((name) => `max_by("${name}", time)`).join(', ');
    const columns = await this.#read(
      `SELECT machine, ${newest} FROM machine WHERE time <= ${time} GROUP BY machine ORDER BY machine`,
    );
    const state = new Float64Array(this.#machines * SIGNALS.length);
    columns.slice(1).forEach((column, signal) => {
      column.forEach((value, machine) => {
        state[machine * SIGNALS.length + signal] = Number(value);
      });
    });
    return state;
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
