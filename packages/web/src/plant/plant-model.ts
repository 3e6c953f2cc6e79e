/**
 * The plant as the screen knows it: types, twins and a dense index over all signals.
 *
 * Made once per plant revision from the answers of the API. The index of a signal is its place in every values array
 * of the screen (`values/value-source.ts`).
 */
import type { PlantInfo, SignalTypeInfo, TwinInfo, TwinTypeInfo } from '@millwright/server/client';

export interface TwinNode {
  info: TwinInfo;
  /** Place in `PlantModel.twins`. */
  index: number;
  name: string;
  type: TwinTypeInfo | undefined;
  parent: TwinNode | undefined;
  children: TwinNode[];
  depth: number;
  /** Index of its first signal; the signals of a twin are consecutive, in the order of the type. */
  firstSignal: number;
}

export interface SignalNode {
  path: string;
  index: number;
  twin: TwinNode;
  type: SignalTypeInfo;
}

export class PlantModel {
  readonly info: PlantInfo;
  readonly types: ReadonlyMap<string, TwinTypeInfo>;
  readonly twins: readonly TwinNode[];
  readonly signals: readonly SignalNode[];
  #twinByPath = new Map<string, TwinNode>();
  #signalByPath = new Map<string, SignalNode>();

  constructor(info: PlantInfo, types: readonly TwinTypeInfo[], twins: readonly TwinInfo[]) {
    this.info = info;
    this.types = new Map(types.map((type) => [type.name, type]));
    const nodes: TwinNode[] = [];
    for (const twin of twins) {
      const node: TwinNode = {
        info: twin,
        index: nodes.length,
        name: twin.path.slice(twin.path.lastIndexOf('/') + 1),
        type: twin.type === null ? undefined : this.types.get(twin.type),
        parent: undefined,
        children: [],
        depth: 0,
        firstSignal: 0,
      };
      nodes.push(node);
      this.#twinByPath.set(twin.path, node);
    }
    const signals: SignalNode[] = [];
    for (const node of nodes) {
      node.parent = node.info.parent === null ? undefined : this.#twinByPath.get(node.info.parent);
      node.parent?.children.push(node);
      node.firstSignal = signals.length;
      for (const type of node.type?.signals ?? []) {
        const signal = { path: `${node.info.path}.${type.name}`, index: signals.length, twin: node, type };
        signals.push(signal);
        this.#signalByPath.set(signal.path, signal);
      }
    }
    for (const node of nodes) {
      for (let up = node.parent; up && node.depth < 32; up = up.parent) node.depth++;
    }
    this.twins = nodes;
    this.signals = signals;
  }

  twin(path: string | undefined): TwinNode | undefined {
    return path === undefined ? undefined : this.#twinByPath.get(path);
  }

  signal(path: string | undefined): SignalNode | undefined {
    return path === undefined ? undefined : this.#signalByPath.get(path);
  }

  /** Index of a signal path, -1 where there is none. */
  indexOf(path: string): number {
    return this.#signalByPath.get(path)?.index ?? -1;
  }

  signalsOf(twin: TwinNode): readonly SignalNode[] {
    return this.signals.slice(twin.firstSignal, twin.firstSignal + (twin.type?.signals.length ?? 0));
  }

  /** The signal a relative path such as `speed`, `motor.speed` or `parent.speed` means for a twin. */
  resolve(twin: TwinNode, relative: string): SignalNode | undefined {
    const steps = relative.split('.');
    const name = steps.pop() ?? '';
    let at: TwinNode | undefined = twin;
    for (const step of steps) {
      at = step === 'parent' ? at?.parent : at?.children.find((child) => child.name === step);
    }
    return at && this.signal(`${at.info.path}.${name}`);
  }

  /** The twin and its ancestors, outermost first. */
  lineage(twin: TwinNode): TwinNode[] {
    const line: TwinNode[] = [];
    for (let at: TwinNode | undefined = twin; at && line.length < 32; at = at.parent) line.unshift(at);
    return line;
  }
}

/** `mill/stand1` of `mill/stand1/motor`; undefined of an outermost twin. */
export function parentPath(path: string): string | undefined {
  const at = path.lastIndexOf('/');
  return at < 0 ? undefined : path.slice(0, at);
}
