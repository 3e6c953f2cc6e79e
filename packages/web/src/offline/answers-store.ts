/** Where the last answers of the server are kept: in the browser, or as long as the page where it offers no place. */

export interface AnswersStore {
  get(path: string): Promise<Response | undefined>;
  put(path: string, answer: Response): Promise<void>;
  clear(): Promise<void>;
}

const CACHE = 'millwright-answers';

/** Browsers keep answers only for pages that came over HTTPS or from this machine: the same that they open without connection. */
export function openAnswersStore(): AnswersStore {
  if (!('caches' in globalThis)) return memoryAnswersStore();
  return {
    get: async (path) => (await caches.open(CACHE)).match(path),
    put: async (path, answer) => (await caches.open(CACHE)).put(path, answer),
    clear: async () => void (await caches.delete(CACHE)),
  };
}

export function memoryAnswersStore(): AnswersStore {
  const answers = new Map<string, Response>();
  return {
    get: async (path) => answers.get(path)?.clone(),
    put: async (path, answer) => void answers.set(path, answer),
    clear: async () => answers.clear(),
  };
}
