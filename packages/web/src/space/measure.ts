/**
 * Measuring between two points: drawn over the picture, snapped to the corners and edges of what the pointer is on.
 * Knows no React; the page gives it an `svg` over the canvas.
 */
import { Matrix4, type PerspectiveCamera, Vector3 } from 'three';
import type { Hit } from './plant-scene.ts';

/** How near (CSS pixels) a corner, or else an edge, must be to be meant. */
const CORNER_PX = 12;
const EDGE_PX = 9;

export interface Snapped {
  point: Vector3;
  to: 'corner' | 'edge' | 'face';
}

/** The corner, edge or face meant by a hit, for a picture of `width` x `height` CSS pixels. */
export function snap(
  { point, piece }: Hit,
  camera: PerspectiveCamera,
  width: number,
  height: number,
): Snapped {
  const position = piece.edges.getAttribute('position');
  if (!position) return { point, to: 'face' };
  piece.read(matrix);
  const at = onScreen(point, camera, width, height);
  const best: Snapped = { point, to: 'face' };
  let corner = CORNER_PX;
  let edge = EDGE_PX;
  for (let i = 0; i + 1 < position.count; i += 2) {
    a.fromBufferAttribute(position, i).applyMatrix4(matrix);
    b.fromBufferAttribute(position, i + 1).applyMatrix4(matrix);
    for (const end of [a, b]) {
      const off = distanceOf(onScreen(end, camera, width, height), at);
      if (off < corner && end.distanceTo(point) < 1) {
        corner = off;
        best.point = end.clone();
        best.to = 'corner';
      }
    }
    if (best.to === 'corner') continue;
    along.copy(b).sub(a);
    const share = Math.min(1, Math.max(0, nearest.copy(point).sub(a).dot(along) / along.lengthSq()));
    nearest.copy(a).addScaledVector(along, share);
    const off = distanceOf(onScreen(nearest, camera, width, height), at);
    if (off < edge && nearest.distanceTo(point) < 1) {
      edge = off;
      best.point = nearest.clone();
      best.to = 'edge';
    }
  }
  return best;
}

const matrix = new Matrix4();
const a = new Vector3();
const b = new Vector3();
const along = new Vector3();
const nearest = new Vector3();
const projected = new Vector3();

interface Spot {
  x: number;
  y: number;
  /** Before the camera. */
  seen: boolean;
}

function onScreen(point: Vector3, camera: PerspectiveCamera, width: number, height: number): Spot {
  projected.copy(point).project(camera);
  return {
    x: ((projected.x + 1) / 2) * width,
    y: ((1 - projected.y) / 2) * height,
    seen: projected.z < 1,
  };
}

const distanceOf = (p: Spot, q: Spot): number => Math.hypot(p.x - q.x, p.y - q.y);

export class Measure {
  #svg: SVGSVGElement;
  #points: Vector3[] = [];
  #line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  #ends = [0, 1].map(() => document.createElementNS('http://www.w3.org/2000/svg', 'circle'));
  #text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  #format: (metres: number) => string;

  constructor(svg: SVGSVGElement, format: (metres: number) => string) {
    this.#svg = svg;
    this.#format = format;
    for (const end of this.#ends) end.setAttribute('r', '4');
    svg.append(this.#line, ...this.#ends, this.#text);
    this.clear();
  }

  /** The first point, the second, and then a first one again. Returns what was measured once there are two. */
  add(point: Vector3): string | undefined {
    if (this.#points.length === 2) this.#points.length = 0;
    this.#points.push(point.clone());
    return this.#points.length === 2 ? this.#format(this.#points[0].distanceTo(this.#points[1])) : undefined;
  }

  clear(): void {
    this.#points.length = 0;
    this.#svg.style.display = 'none';
  }

  /** Draws it for a camera. */
  layout(camera: PerspectiveCamera, width: number, height: number): void {
    const spots = this.#points.map((point) => onScreen(point, camera, width, height));
    const seen = spots.length > 0 && spots.every((spot) => spot.seen);
    this.#svg.style.display = seen ? '' : 'none';
    if (!seen) return;
    for (const [i, end] of this.#ends.entries()) {
      const spot = spots[i] ?? spots[0];
      end.setAttribute('cx', String(spot.x));
      end.setAttribute('cy', String(spot.y));
    }
    const [from, to = from] = spots;
    for (const [name, value] of Object.entries({ x1: from.x, y1: from.y, x2: to.x, y2: to.y })) {
      this.#line.setAttribute(name, String(value));
    }
    this.#text.setAttribute('x', String((from.x + to.x) / 2));
    this.#text.setAttribute('y', String((from.y + to.y) / 2 - 8));
    this.#text.textContent =
      this.#points.length === 2 ? this.#format(this.#points[0].distanceTo(this.#points[1])) : '';
  }

  dispose(): void {
    this.#svg.replaceChildren();
  }
}
