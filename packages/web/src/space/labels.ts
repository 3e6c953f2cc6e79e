/**
 * Names on the things: plain elements over the canvas, placed by hand, never through React.
 *
 * The most important come first (selected, alarmed, pointed at, then the larger on screen); one that would overlap an
 * earlier one, or tools that lie over the picture, or whose thing is small on screen is left out. So labels never overlap
 * and thin out with distance.
 */
import { type Box3, type PerspectiveCamera, type Plane, Vector3 } from 'three';
import type { Priority } from '../alarms/priorities.ts';
import { PRIORITY_PATHS } from '../alarms/priorities.ts';
import { textScale } from '../styles/scale.ts';

export interface LabelValue {
  text: string;
  /** Bad or stale: struck through. */
  struck: boolean;
}

export interface LabelRequest {
  key: string;
  text: string;
  box: Box3;
  /** Larger comes first: 3 selected, 2 alarmed, 1 pointed at, 0 others. */
  rank: number;
  /** Parts lie deeper: they need more room on screen before they are named. */
  depth: number;
  priority?: Priority;
  /** Second line, for alarms. */
  note?: string;
  selected?: boolean;
  /** What else than a twin is named, and its colour. */
  sign?: { kind: 'person' | 'fault'; colour: string };
  /** The value to show behind the name, read when the label is drawn and once a second. */
  value?: () => LabelValue;
  onPick: () => void;
}

/** As SVG paths in a box of 12 x 12: head and shoulders; a pin. */
const SIGNS = {
  person: 'M6 .4a2.7 2.7 0 1 1-.01 0ZM.9 11.6C.9 8.4 3 6.6 6 6.6s5.1 1.8 5.1 5Z',
  fault: 'M6 .4 9.4 5.6 6 11.6 2.6 5.6Z',
} as const;

/** Elements at most. */
const MOST = 48;
/** A thing smaller than this on screen (CSS pixels across) is not named, per level of depth. */
const LEAST_PX = 46;
/** Sizes here and below are those of a desk; a wall display draws larger. */
const WIDEST_PX = 290;
/** Free room around what lies over the picture. */
const RIM_PX = 4;
/** What lies over the picture, tools and map, is measured anew this often, ms. */
const COVERS_MS = 500;
/** Marks elements beside the layer of labels that no label may lie under. */
const COVERS = '[data-covers]';
/** Where a label may be, in heights of it over its thing. People and faults stand close together: theirs go aside. */
const OVER = [0];
const ASIDE = [0, 1, -2, 2, -3, 3, 4];
/** Room for a value, characters. */
const VALUE_CHARS = 11;
const LINE_PX = 15;
const CHAR_PX = 6.7;

const NOTHING: LabelValue = { text: '', struck: false };

interface Slot {
  element: HTMLButtonElement;
  mark: SVGSVGElement;
  path: SVGPathElement;
  text: HTMLSpanElement;
  value: HTMLElement;
  note: HTMLSpanElement;
  request: LabelRequest | undefined;
  shown: string;
}

interface Spot {
  request: LabelRequest;
  x: number;
  y: number;
  size: number;
}

const point = new Vector3();
const middle = new Vector3();

/** Numbers of a request in `#at`: top centre x, y, z, then the size across, metres. */
const NUMBERS = 4;
/** A label hangs this far over its thing, metres. */
const ABOVE = 0.12;

interface Rect {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export class Labels {
  #layer: HTMLElement;
  #slots: Slot[] = [];
  #requests: readonly LabelRequest[] = [];
  #scale = 1;
  #at = new Float64Array(0);
  #spots: Spot[] = [];
  #taken: Rect[] = [];
  #covers: Rect[] = [];
  #coversAt = Number.NEGATIVE_INFINITY;

  constructor(layer: HTMLElement) {
    this.#layer = layer;
  }

  set(requests: readonly LabelRequest[]): void {
    this.#requests = requests;
    this.#scale = textScale();
    this.measure();
  }

  /** Reads where the things stand; call it when some have moved as a whole. */
  measure(): void {
    const requests = this.#requests;
    if (this.#at.length < requests.length * NUMBERS) this.#at = new Float64Array(requests.length * NUMBERS);
    for (let i = 0; i < requests.length; i++) {
      const { min, max } = requests[i].box;
      this.#at[i * NUMBERS] = (min.x + max.x) / 2;
      this.#at[i * NUMBERS + 1] = max.y + ABOVE;
      this.#at[i * NUMBERS + 2] = (min.z + max.z) / 2;
      this.#at[i * NUMBERS + 3] = Math.hypot(max.x - min.x, max.y - min.y, max.z - min.z);
    }
  }

  /** Lays all labels out for the camera; width and height of the picture in CSS pixels. Call it when the camera moved. */
  layout(camera: PerspectiveCamera, width: number, height: number, cuts: readonly Plane[] = []): void {
    const spots = this.#spots;
    spots.length = 0;
    const scale = height / (2 * Math.tan((camera.fov * Math.PI) / 360));
    const at = this.#at;
    for (let i = 0; i < this.#requests.length; i++) {
      const request = this.#requests[i];
      point.fromArray(at, i * NUMBERS);
      const distance = point.distanceTo(camera.position);
      const size = (at[i * NUMBERS + 3] * scale) / Math.max(0.01, distance);
      if (request.rank === 0 && size < LEAST_PX * (1 + 2.6 * request.depth)) continue;
      if (cuts.length > 0) {
        request.box.getCenter(middle);
        if (cuts.some((cut) => cut.distanceToPoint(middle) < 0)) continue;
      }
      point.project(camera);
      if (point.z > 1 || Math.abs(point.x) > 1 || Math.abs(point.y) > 1.05) continue;
      spots.push({ request, x: ((point.x + 1) / 2) * width, y: ((1 - point.y) / 2) * height, size });
    }
    spots.sort(
      (a, b) =>
        b.request.rank - a.request.rank || b.size - a.size || (a.request.key < b.request.key ? -1 : 1),
    );
    const taken = this.#taken;
    taken.length = 0;
    this.#measureCovers();
    for (const cover of this.#covers) taken.push(cover);
    let used = 0;
    for (const spot of spots) {
      if (used === MOST) break;
      const { request } = spot;
      const lines = request.note ? 2 : 1;
      const wide =
        this.#scale *
        Math.min(WIDEST_PX, textWidth(request) + 18 + (request.priority || request.sign ? 18 : 0));
      const tall = this.#scale * (lines * LINE_PX + 8);
      const place = this.#freePlace(spot, wide, tall, width, request.sign ? ASIDE : OVER);
      if (!place) continue;
      const [x, y] = [(place.x0 + place.x1) / 2, place.y1 - 2];
      taken.push(place);
      this.#draw(used++, request, x, y);
    }
    for (let i = used; i < this.#slots.length; i++) this.#slots[i].element.hidden = true;
  }

  /** Reads the values of the labels that are seen. */
  refresh(): void {
    for (const { element, value, request } of this.#slots) {
      if (element.hidden) continue;
      show(value, request);
    }
  }

  dispose(): void {
    for (const slot of this.#slots) slot.element.remove();
    this.#slots = [];
  }

  /** The first of the places, in heights over its thing, where a label overlaps nothing. */
  #freePlace(
    spot: Spot,
    wide: number,
    tall: number,
    width: number,
    places: readonly number[],
  ): Rect | undefined {
    for (const heights of places) {
      const y = Math.max(tall + 4, spot.y - heights * (tall + 4));
      const x = this.#beside(Math.max(wide / 2 + 4, Math.min(width - wide / 2 - 4, spot.x)), y, wide, tall);
      const place = { x0: x - wide / 2 - 3, y0: y - tall - 2, x1: x + wide / 2 + 3, y1: y + 2 };
      const overlaps = (t: Rect) => t.x0 < place.x1 && place.x0 < t.x1 && t.y0 < place.y1 && place.y0 < t.y1;
      if (!this.#taken.some(overlaps)) return place;
    }
    return undefined;
  }

  /** Where a label is not under what lies over the picture: at its thing, or to the left of what covers it there. */
  #beside(x: number, y: number, wide: number, tall: number): number {
    for (const cover of this.#covers) {
      if (y + 2 <= cover.y0 || y - tall - 2 >= cover.y1) continue;
      const left = cover.x0 - wide / 2 - RIM_PX;
      if (
        x + wide / 2 + 3 > cover.x0 &&
        x - wide / 2 - 3 < cover.x1 &&
        left > wide / 2 &&
        x - left < wide / 2
      )
        return left;
    }
    return x;
  }

  #measureCovers(): void {
    const now = performance.now();
    if (now - this.#coversAt < COVERS_MS) return;
    this.#coversAt = now;
    const own = this.#layer.getBoundingClientRect();
    this.#covers.length = 0;
    for (const element of this.#layer.parentElement?.querySelectorAll(COVERS) ?? []) {
      const box = element.getBoundingClientRect();
      if (box.width === 0) continue;
      this.#covers.push({
        x0: box.left - own.left - RIM_PX,
        y0: box.top - own.top - RIM_PX,
        x1: box.right - own.left + RIM_PX,
        y1: box.bottom - own.top + RIM_PX,
      });
    }
  }

  #draw(index: number, request: LabelRequest, x: number, y: number): void {
    const slot = this.#slots[index] ?? this.#make();
    slot.request = request;
    const { sign } = request;
    const shown = `${request.text}\n${request.note ?? ''}\n${request.priority ?? ''}\n${request.selected}\n${sign?.kind} ${sign?.colour}`;
    if (shown !== slot.shown) {
      slot.shown = shown;
      slot.text.textContent = request.text;
      slot.note.textContent = request.note ?? '';
      slot.note.hidden = !request.note;
      slot.mark.style.display = request.priority || sign ? '' : 'none';
      if (request.priority) slot.path.setAttribute('d', PRIORITY_PATHS[request.priority]);
      else if (sign) slot.path.setAttribute('d', SIGNS[sign.kind]);
      slot.path.style.fill = sign?.colour ?? '';
      slot.element.style.borderColor = sign?.colour ?? '';
      slot.mark.setAttribute('class', `mark mark-${request.priority ?? 'none'}`);
      slot.element.className = `label${request.selected ? ' label-selected' : ''}${request.priority ? ` label-alarm label-${request.priority}` : ''}`;
    }
    show(slot.value, request);
    slot.element.hidden = false;
    slot.element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -100%)`;
  }

  #make(): Slot {
    const element = document.createElement('button');
    element.type = 'button';
    element.tabIndex = -1;
    const mark = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    mark.setAttribute('viewBox', '0 0 12 12');
    mark.setAttribute('width', '12');
    mark.setAttribute('height', '12');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    mark.append(path);
    const text = document.createElement('span');
    const value = document.createElement('b');
    value.className = 'label-value';
    const line = document.createElement('div');
    line.className = 'label-line';
    line.append(text, value);
    const note = document.createElement('span');
    note.className = 'label-note';
    element.append(mark, line, note);
    const slot: Slot = { element, mark, path, text, value, note, request: undefined, shown: '' };
    element.addEventListener('click', () => slot.request?.onPick());
    this.#layer.append(element);
    this.#slots.push(slot);
    return slot;
  }
}

function show(element: HTMLElement, request: LabelRequest | undefined): void {
  const { text, struck } = request?.value?.() ?? NOTHING;
  if (element.textContent !== text) element.textContent = text;
  element.classList.toggle('label-struck', struck);
}

/** Width of a label's longest line, estimated: CJK characters are twice as wide. */
function textWidth({ text, note = '', value }: LabelRequest): number {
  const width = (line: string) => {
    let sum = 0;
    for (const char of line) sum += char.charCodeAt(0) > 0x2e80 ? 12.5 : CHAR_PX;
    return sum;
  };
  return Math.max(width(text) + (value ? VALUE_CHARS * CHAR_PX : 0), width(note));
}
