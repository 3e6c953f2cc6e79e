/** A witness on a socket that keeps strictly to C2SP tlog-witness: for tests of who asks it. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { HASH_BYTES, sameHash } from '../merkle/hash.ts';
import { verifyConsistency } from '../merkle/verify.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import { parseVerifier, Signer } from '../note/keys.ts';
import { decodeBase64, formatNote, NoteError, openNote, parseNote } from '../note/note.ts';

interface Reply {
  status: number;
  type?: string;
  body: string;
}

export class TestWitness {
  readonly signer: Signer;
  /** Verifier keys of the logs it signs for, by origin. */
  readonly logs = new Map<string, string>();
  /** What it signed last, by origin. */
  readonly signed = new Map<string, Checkpoint>();
  /** Bodies of all requests. */
  readonly requests: string[] = [];
  readonly statuses: number[] = [];
  /** Set to answer something else, as a broken one would; undefined: as it should. */
  lies: ((reply: Reply) => Reply) | undefined;
  /** Whether it takes requests and never answers. */
  hangs = false;
  readonly #server: http.Server;

  private constructor(name: string) {
    this.signer = Signer.generate(name, 'witness');
    this.#server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        this.requests.push(body);
        if (this.hangs) return;
        const known = request.method === 'POST' && request.url === '/w/add-checkpoint';
        const right = known ? this.#add(body) : { status: 405, body: 'no such call\n' };
        const { status, type = 'text/plain', body: answer } = this.lies?.(right) ?? right;
        this.statuses.push(status);
        response.writeHead(status, { 'content-type': type }).end(answer);
      });
    });
  }

  /** Listens on a free port until the test ends. */
  static async listen(name = 'witness.example/w1'): Promise<TestWitness> {
    const witness = new TestWitness(name);
    await new Promise<void>((resolve) => witness.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => witness.stop());
    return witness;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/w`;
  }

  /** Its line in a policy. */
  line(name: string): string {
    return `witness ${name} ${this.signer.verifierKey} ${this.url}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #add(body: string): Reply {
    const split = body.indexOf('\n\n');
    const [first = '', ...lines] = body.slice(0, Math.max(0, split)).split('\n');
    const old = /^old (0|[1-9]\d*)$/.exec(first);
    const hashes = lines
      .flatMap((line) => decodeBase64(line) ?? [])
      .filter((hash) => hash.length === HASH_BYTES);
    if (split < 0 || old === null || lines.length > 63 || hashes.length < lines.length)
      return bad('not in the format');
    const message = body.slice(split + 2);
    let checkpoint: Checkpoint;
    try {
      checkpoint = parseCheckpoint(parseNote(message).text);
    } catch (error) {
      return bad(error instanceof NoteError ? error.message : 'unreadable');
    }
    const { origin, size, root } = checkpoint;
    const key = this.logs.get(origin);
    if (key === undefined) return { status: 404, body: 'unknown log\n' };
    try {
      openNote(message, [parseVerifier(key)]);
    } catch {
      return { status: 403, body: 'no valid signature\n' };
    }
    const oldSize = Number(old[1]);
    if (oldSize > size) return bad('old size beyond the checkpoint');
    const last = this.signed.get(origin);
    if (oldSize !== (last?.size ?? 0))
      return { status: 409, type: 'text/x.tlog.size', body: `${last?.size ?? 0}\n` };
    if (last === undefined ? hashes.length > 0 : !verifyConsistency(oldSize, size, last.root, root, hashes))
      return { status: 422, body: 'the proof does not hold\n' };
    if (last !== undefined && oldSize === size && !sameHash(last.root, root))
      return { status: 422, body: 'another root\n' };
    this.signed.set(origin, checkpoint);
    const { text } = parseNote(message);
    const time = Math.floor(Date.now() / 1000);
    const note = formatNote({ text, signatures: [this.signer.sign(text, time)] });
    return { status: 200, body: note.slice(text.length + 1) };
  }
}

function bad(why: string): Reply {
  return { status: 400, body: `${why}\n` };
}
