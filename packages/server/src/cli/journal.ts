/**
 * `millwright journal verify|prove|show|export`: reads the journal of a plant, or a proof taken from it, without a server. Works
 * while a server runs on the folder, and on a copy of it.
 */

import { once } from 'node:events';
import { createWriteStream, existsSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type Cosignature,
  canonicalJson,
  type FoundLog,
  findLog,
  JournalError,
  type JournalEvent,
  JournalReader,
  NoteError,
  type VerifyReport,
  verifyEventProof,
  verifyLog,
  WitnessPolicy,
  withUnseenShown,
} from '@millwright/journal';
import { EVENT_WORDS, isEventType } from '../client/event-words.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { parseTime } from './export.ts';
import { note, Progress, print, printJson } from './output.ts';

interface Common {
  /** Verifier keys, or files that hold one. */
  key?: string[];
  json: boolean;
}

interface Checked extends Common {
  /** File with the witnesses that must have signed. */
  policy?: string;
}

/** Checks a whole journal, or a proof file. Ends with 1 where something does not hold. */
export async function verifyJournal(
  target: string,
  options: Checked & { since?: string; repair?: boolean },
): Promise<void> {
  await explained(async () => {
    const path = resolve(target);
    if (existsSync(path) && statSync(path).isFile()) await verifyProofFile(path, options);
    else await verifyFolder(path, options);
  });
}

async function verifyProofFile(file: string, options: Checked): Promise<void> {
  const keys = await keysOf(options.key);
  const shown = verifyEventProof(await readFile(file, 'utf8'), keys, await policyOf(options));
  const { event, causes, followed, checkpoint, trusted, verifierKey, witnesses } = shown;
  if (options.json) {
    const root = Buffer.from(checkpoint.root).toString('base64');
    printJson({
      ok: true,
      trusted,
      verifierKey,
      witnesses,
      event,
      causes,
      followed,
      checkpoint: { ...checkpoint, root },
    });
    return;
  }
  print(`Proven: event ${event.seq} of ${checkpoint.origin}, one of ${checkpoint.size} signed events.\n`);
  print(describe(event));
  for (const cause of causes) print(`\nCaused by event ${cause.seq}\n${describe(cause)}`);
  for (const effect of followed) print(`\nFollowed by event ${effect.seq}\n${describe(effect)}`);
  if (witnesses.length > 0) print(`\nWitnessed by ${names(witnesses)}.`);
  if (trusted) print(`\nSigned with the key you gave.`);
  else
    note(
      `\nSigned with the key that is in the file, ${verifierKey}. Compare it with the one of the plant, or give that with --key.`,
    );
}

async function verifyFolder(
  path: string,
  options: Checked & { since?: string; repair?: boolean },
): Promise<void> {
  const log = await findLog(path);
  const policy = await policyOf(options);
  const keys = await trustedKeys(log, options, policy);
  const since = options.since === undefined ? undefined : await readFile(resolve(options.since), 'utf8');
  const progress = new Progress('Verifying');
  let report: VerifyReport;
  try {
    report = await verifyLog({
      folder: log.folder,
      keys,
      policy,
      since,
      repair: options.repair,
      onProgress: (fraction) => progress.update(fraction),
    });
  } finally {
    progress.end();
  }
  const ok = report.faults.length === 0;
  if (options.json) {
    const { checkpoint, ...rest } = report;
    const root = checkpoint === undefined ? undefined : Buffer.from(checkpoint.root).toString('base64');
    printJson({ ok, ...rest, checkpoint: checkpoint === undefined ? null : { ...checkpoint, root } });
  } else {
    tellReport(report);
  }
  if (!ok) throw new CommandError(EXIT.faults, `${log.folder} is not as it was signed.`);
}

function tellReport({
  checkpoint,
  faults,
  intact,
  repaired,
  witnessed,
  firstTime,
  lastTime,
}: VerifyReport): void {
  for (const name of repaired) print(`${name}: written anew from the events.`);
  for (const { file, problem } of faults) print(`${file}: ${problem}`);
  if (checkpoint === undefined) return;
  const range =
    firstTime === undefined || lastTime === undefined
      ? ''
      : `, from ${instant(firstTime)} to ${instant(lastTime)}`;
  print(
    `${intact} of ${checkpoint.size} events of ${checkpoint.origin} are proven to be as they were recorded${range}.`,
  );
  if (witnessed !== undefined)
    print(`${witnessed.size} of them are witnessed by ${names(witnessed.witnesses)}.`);
}

/** Writes the proof of an event. */
export async function proveJournal(
  folder: string,
  options: Common & { event: number; out?: string },
): Promise<void> {
  await explained(async () => {
    const reader = await openReader(folder, options);
    const proof = await reader.prove(options.event);
    const file = resolve(options.out ?? `event-${options.event}.proof.json`);
    writeFileSync(file, `${JSON.stringify(proof, null, 2)}\n`);
    if (options.json) printJson({ file, event: options.event, verifierKey: proof.verifierKey });
    else print(`${file}\nAnybody can check it: millwright journal verify ${file} --key ${proof.verifierKey}`);
  });
}

export interface ShowOptions extends Common {
  from?: string;
  to?: string;
  type?: string;
  subject?: string;
  actor?: string;
}

/** Prints events for people, newest last, at most `limit` of them. */
export async function showJournal(folder: string, options: ShowOptions & { limit: number }): Promise<void> {
  await explained(async () => {
    const reader = await openReader(folder, options);
    const kept: JournalEvent[] = [];
    for await (const events of await selected(reader, options)) {
      kept.push(...events);
      if (kept.length > 2 * options.limit) kept.splice(0, kept.length - options.limit);
    }
    const shown = kept.slice(-options.limit);
    if (options.json) printJson({ size: reader.size, events: shown });
    else for (const event of shown) print(line(event));
  });
}

/** Writes events as lines of canonical JSON, as they are in the log. */
export async function exportJournal(folder: string, options: ShowOptions & { out?: string }): Promise<void> {
  await explained(async () => {
    const reader = await openReader(folder, options);
    const file = options.out === undefined ? undefined : resolve(options.out);
    const out = file === undefined ? process.stdout : createWriteStream(file);
    let count = 0;
    for await (const events of await selected(reader, options)) {
      const lines = events.map((event) => `${canonicalJson(event)}\n`).join('');
      count += events.length;
      if (lines !== '' && !out.write(lines)) await once(out, 'drain');
    }
    if (file === undefined) return;
    out.end();
    await once(out, 'finish');
    if (options.json) printJson({ file, events: count });
    else print(`${file} (${count} events)`);
  });
}

async function openReader(folder: string, options: Common): Promise<JournalReader> {
  const log = await findLog(resolve(folder));
  return JournalReader.open(log.folder, await trustedKeys(log, options));
}

/** Events of a range that fit, portion by portion. */
async function selected(
  reader: JournalReader,
  options: ShowOptions,
): Promise<AsyncGenerator<JournalEvent[]>> {
  const now = Date.now();
  const from =
    options.from === undefined ? 0 : await reader.countUntil(parseTime(options.from, '--from', now) - 1);
  const to =
    options.to === undefined ? reader.size : await reader.countUntil(parseTime(options.to, '--to', now));
  const fits = ({ type, subject, actor }: JournalEvent): boolean =>
    (options.type === undefined || type === options.type) &&
    (options.actor === undefined || actor === options.actor) &&
    (options.subject === undefined ||
      subject === options.subject ||
      subject.startsWith(`${options.subject}/`));
  return (async function* () {
    for await (const events of reader.events(from, to)) yield events.filter(fits);
  })();
}

/** The keys of the command line; without any, the one in the folder, which says nothing about who wrote the folder. */
async function trustedKeys(log: FoundLog, { key, json }: Common, policy?: WitnessPolicy): Promise<string[]> {
  const keys = await keysOf(key);
  if (keys.length > 0 || (policy !== undefined && policy.logs.length > 0)) return keys;
  if (log.key === undefined)
    throw new CommandError(
      EXIT.usage,
      `There is no verifier-key beside ${log.folder}. Give the key of the plant with --key.`,
    );
  if (!json)
    note(
      `Checking with the key found in the folder, ${log.key}. Compare it with the one of the plant, or give that with --key.`,
    );
  return [log.key];
}

async function policyOf({ policy }: Checked): Promise<WitnessPolicy | undefined> {
  if (policy === undefined) return undefined;
  try {
    return WitnessPolicy.parse(await readFile(resolve(policy), 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(EXIT.usage, `The policy in ${policy} cannot be used. ${why}`);
  }
}

function names(witnesses: readonly Cosignature[]): string {
  return witnesses.map(({ name, time }) => `${name} (${instant(time)})`).join(', ');
}

async function keysOf(texts: readonly string[] = []): Promise<string[]> {
  return Promise.all(
    texts.map(async (text) => (existsSync(text) ? (await readFile(text, 'utf8')).trim() : text)),
  );
}

function describe({ actor, type, subject, time, reason, data, branch }: JournalEvent): string {
  const rows: [string, string | undefined][] = [
    ['who', actor],
    ['what', `${wordsOf(type)} (${type}), ${subject}`],
    ['when', instant(time)],
    ['why', reason],
    ['branch', branch],
    ['data', Object.keys(data).length === 0 ? undefined : JSON.stringify(data)],
  ];
  return rows
    .flatMap(([name, text]) => (text === undefined ? [] : `  ${name.padEnd(7)} ${withUnseenShown(text)}`))
    .join('\n');
}

function line({ seq, time, actor, type, subject, reason, cause }: JournalEvent): string {
  const because = [reason, cause === undefined ? undefined : `after ${cause}`].filter(
    (text) => text !== undefined,
  );
  const why = because.length > 0 ? `  (${because.join('; ').replace(/\s+/g, ' ')})` : '';
  return withUnseenShown(`${seq}  ${instant(time)}  ${actor}  ${wordsOf(type)}  ${subject}${why}`);
}

/** A type without words is given as it is: a journal may be newer than this program. */
function wordsOf(type: string): string {
  return isEventType(type) ? EVENT_WORDS[type].en : type;
}

function instant(time: number): string {
  return new Date(time).toISOString();
}

/** Turns what is wrong with a journal, a proof or a key into a message for people. */
async function explained(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof JournalError || error instanceof NoteError)
      throw new CommandError(EXIT.faults, error.message);
    throw error;
  }
}
