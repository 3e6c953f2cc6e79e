/** Faults of a plant's documents: what is wrong, where, and what would be right. */

export interface Fault {
  severity: 'error' | 'warning';
  /** Path of the document within the plant folder, with `/`. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  message: string;
  /** The nearest right spelling. */
  suggestion?: string;
  /** Number of characters the fault covers, where known. */
  length?: number;
}

/** A place in a document. */
export interface Position {
  file: string;
  line: number;
  column: number;
  length?: number;
}

/** One line for people: `types/bearing.yaml:7:13 error unknown unit "mm/sec" - did you mean "mm/s"?` */
export function formatFault(fault: Fault): string {
  const hint = fault.suggestion === undefined ? '' : ` - did you mean "${fault.suggestion}"?`;
  return `${fault.file}:${fault.line}:${fault.column} ${fault.severity} ${fault.message}${hint}`;
}

/** Beyond this number further faults are counted, not kept. */
export const MAX_FAULTS = 1_000;

/** Collects faults in the order found. */
export class FaultList {
  readonly faults: Fault[] = [];
  errors = 0;
  #dropped = 0;
  /** The same fault may be found on several ways. */
  readonly #said = new Set<string>();
  readonly #owners = new Map<string, string>();

  error(at: Position, message: string, suggestion?: string): void {
    this.errors++;
    this.#add('error', at, message, suggestion);
  }

  warning(at: Position, message: string, suggestion?: string): void {
    this.#add('warning', at, message, suggestion);
  }

  /** The faults by file, then by place. Ends with a note when some were left out. */
  sorted(): Fault[] {
    const sorted = this.faults.toSorted(
      (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
    );
    if (this.#dropped > 0) {
      const message = `${this.#dropped} more faults are not listed; mend those above first`;
      sorted.push({
        severity: this.errors > 0 ? 'error' : 'warning',
        file: 'plant.yaml',
        line: 1,
        column: 1,
        message,
      });
    }
    return sorted;
  }

  /** Whether `owner` is the first to have a fault at this place; others then keep quiet about theirs. */
  claim(at: Position, owner: string): boolean {
    const place = `${at.file}\n${at.line}\n${at.column}`;
    const first = this.#owners.get(place);
    if (first === undefined) this.#owners.set(place, owner);
    return first === undefined || first === owner;
  }

  #add(severity: 'error' | 'warning', at: Position, message: string, suggestion: string | undefined): void {
    const key = `${at.file}\n${at.line}\n${at.column}\n${message}`;
    if (this.#said.has(key)) return;
    if (this.faults.length >= MAX_FAULTS) {
      this.#dropped++;
      return;
    }
    this.#said.add(key);
    const fault: Fault = { severity, file: at.file, line: at.line, column: at.column, message };
    if (suggestion !== undefined) fault.suggestion = suggestion;
    if (at.length !== undefined) fault.length = at.length;
    this.faults.push(fault);
  }
}
