/** Where answers wait for the connection: the database of this browser, so that a closed tab loses nothing. */
import type { CommandRequest } from '@millwright/server/client';

/** A photo that goes before its command; the command then names it by its hash. */
export interface Photo {
  name: string;
  content: Blob;
}

/** A command on its way. */
export interface Parcel {
  /** With its idempotency key: however often it is sent, it is done once. */
  command: CommandRequest;
  plant: string;
  /** Who answered; nobody else's session sends it. */
  employee: string;
  /** When it was put in, ms by the clock of the server; parcels go in this order. */
  putAt: number;
  photo?: Photo;
  /** Why the server did not accept it. It stays until the person has decided. */
  refused?: { detail: string; remedy?: string };
}

/** Keeps parcels by the key of their command. Rejects where the browser has no room. */
export interface Shelf {
  all(): Promise<Parcel[]>;
  put(parcel: Parcel): Promise<void>;
  remove(id: string): Promise<void>;
}

const DATABASE = 'millwright';
const PARCELS = 'parcels';

/** The shelf of this browser; without a database, as in some private modes, one that lasts as long as the page. */
export function openShelf(): Shelf {
  const memory = memoryShelf();
  if (!('indexedDB' in globalThis)) return memory;
  let opening: Promise<IDBDatabase | undefined> | undefined;
  const store = async (mode: IDBTransactionMode) => {
    opening ??= openDatabase();
    const database = await opening;
    return database?.transaction(PARCELS, mode).objectStore(PARCELS);
  };
  return {
    async all() {
      const parcels = await store('readonly');
      return parcels ? settled<Parcel[]>(parcels.getAll()) : memory.all();
    },
    async put(parcel) {
      const parcels = await store('readwrite');
      if (parcels) await settled(parcels.put(parcel, parcel.command.id));
      else await memory.put(parcel);
    },
    async remove(id) {
      const parcels = await store('readwrite');
      if (parcels) await settled(parcels.delete(id));
      else await memory.remove(id);
    },
  };
}

export function memoryShelf(): Shelf {
  const parcels = new Map<string, Parcel>();
  return {
    all: async () => [...parcels.values()],
    put: async (parcel) => void parcels.set(parcel.command.id, parcel),
    remove: async (id) => void parcels.delete(id),
  };
}

function openDatabase(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(PARCELS);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => resolve(undefined);
  });
}

/** Resolves when the transaction of a request is on disk, not when the request alone has succeeded. */
function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const { transaction } = request;
    if (!transaction) return reject(new Error('a request without a transaction'));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser has no room left'));
  });
}
