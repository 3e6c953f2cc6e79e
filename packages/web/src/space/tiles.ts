/**
 * Which parts of the picture a frame draws anew, in squares: wherever something that moves or is marked is, or was in
 * the frame before. The squares are a mesh, so that a copy of the whole screen is made only there. Allocates nothing per frame.
 */
import { type Box3, BufferAttribute, BufferGeometry, DynamicDrawUsage, Matrix4, Vector4 } from 'three';

/** Side of a square, pixels. */
const TILE = 16;
/** What reaches nearer to the eye than this, metres, may be anywhere in the picture. */
const NEAREST = 0.01;
/** Edges are drawn half over the rim of what they belong to. */
const RIM_PX = 2;
/** Two triangles for a row of squares. */
const CORNERS = 6;

export class Tiles {
  /** In clip space, for a material of `screenMesh`. */
  readonly geometry = new BufferGeometry();
  #width = 0;
  #height = 0;
  #columns = 0;
  #rows = 0;
  #now = new Uint8Array(0);
  #before = new Uint8Array(0);
  #array = new Float32Array(0);
  #corners = new BufferAttribute(this.#array, 3);
  #view = new Matrix4();
  #place = new Matrix4();
  #centre = new Vector4();
  #along = [new Vector4(), new Vector4(), new Vector4()] as const;

  /** Begins a frame of so many pixels, seen with this view and projection. Of another size nothing was there before. */
  begin(width: number, height: number, viewProjection: Matrix4): void {
    this.#view.copy(viewProjection);
    if (width !== this.#width || height !== this.#height) this.#resize(width, height);
    const now = this.#before;
    this.#before = this.#now;
    this.#now = now.fill(0);
  }

  /** Marks where a box is whose frame stands at this matrix (16 numbers from `offset`), and `rim` pixels around. */
  mark(box: Box3, matrix: ArrayLike<number>, offset = 0, rim = RIM_PX): void {
    this.#spread(box, matrix, offset);
    let left = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let corner = 0; corner < 8; corner++) {
      const [x, y, z] = this.#along;
      const a = corner & 1 ? 1 : -1;
      const b = corner & 2 ? 1 : -1;
      const c = corner & 4 ? 1 : -1;
      const w = this.#centre.w + a * x.w + b * y.w + c * z.w;
      if (w < NEAREST) {
        if (this.#isBehind()) return;
        this.#fill(0, this.#columns - 1, 0, this.#rows - 1);
        return;
      }
      const across = (this.#centre.x + a * x.x + b * y.x + c * z.x) / w;
      const up = (this.#centre.y + a * x.y + b * y.y + c * z.y) / w;
      left = Math.min(left, across);
      right = Math.max(right, across);
      low = Math.min(low, up);
      high = Math.max(high, up);
    }
    const column = (x: number, px: number) => Math.floor(((x * 0.5 + 0.5) * this.#width + px) / TILE);
    const row = (y: number, px: number) => Math.floor(((y * 0.5 + 0.5) * this.#height + px) / TILE);
    this.#fill(column(left, -rim), column(right, rim), row(low, -rim), row(high, rim));
  }

  /** Puts what is marked now or was in the frame before into the mesh. */
  end(): void {
    let used = 0;
    for (let row = 0; row < this.#rows; row++) {
      for (let column = 0; column < this.#columns; column++) {
        if (!this.#has(column, row)) continue;
        const from = column;
        while (column + 1 < this.#columns && this.#has(column + 1, row)) column++;
        used = this.#addRun(used, from, column + 1, row);
      }
    }
    this.geometry.setDrawRange(0, used / 3);
    this.#corners.clearUpdateRanges();
    this.#corners.addUpdateRange(0, used);
    this.#corners.needsUpdate = true;
  }

  /** Whether the square with this pixel, counted from the lower left, is drawn anew. */
  covers(x: number, y: number): boolean {
    return this.#has(Math.floor(x / TILE), Math.floor(y / TILE));
  }

  dispose(): void {
    this.geometry.dispose();
  }

  #resize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.#columns = Math.ceil(width / TILE);
    this.#rows = Math.ceil(height / TILE);
    const count = this.#columns * this.#rows;
    this.#now = new Uint8Array(count);
    this.#before = new Uint8Array(count);
    // At most every other square of a row begins a run.
    const runs = Math.ceil(this.#columns / 2) * this.#rows;
    this.geometry.dispose();
    this.#array = new Float32Array(runs * CORNERS * 3);
    this.#corners = new BufferAttribute(this.#array, 3).setUsage(DynamicDrawUsage);
    this.geometry.setAttribute('position', this.#corners);
  }

  /** Centre and half axes of a box, in clip space. */
  #spread({ min, max }: Box3, matrix: ArrayLike<number>, offset: number): void {
    const { elements } = this.#place;
    for (let k = 0; k < 16; k++) elements[k] = matrix[offset + k];
    this.#place.premultiply(this.#view);
    const [x, y, z] = this.#along;
    x.fromArray(elements, 0);
    y.fromArray(elements, 4);
    z.fromArray(elements, 8);
    this.#centre
      .fromArray(elements, 12)
      .addScaledVector(x, (min.x + max.x) / 2)
      .addScaledVector(y, (min.y + max.y) / 2)
      .addScaledVector(z, (min.z + max.z) / 2);
    x.multiplyScalar((max.x - min.x) / 2);
    y.multiplyScalar((max.y - min.y) / 2);
    z.multiplyScalar((max.z - min.z) / 2);
  }

  #isBehind(): boolean {
    const [x, y, z] = this.#along;
    return this.#centre.w + Math.abs(x.w) + Math.abs(y.w) + Math.abs(z.w) < NEAREST;
  }

  #fill(left: number, right: number, low: number, high: number): void {
    const from = Math.max(0, left);
    const to = Math.min(this.#columns - 1, right);
    if (from > to) return;
    const top = Math.min(this.#rows - 1, high);
    for (let row = Math.max(0, low); row <= top; row++) {
      this.#now.fill(1, row * this.#columns + from, row * this.#columns + to + 1);
    }
  }

  #has(column: number, row: number): boolean {
    const at = row * this.#columns + column;
    return this.#now[at] + this.#before[at] > 0;
  }

  /** The corners of a row of squares, counter-clockwise, with z 0. */
  #addRun(at: number, from: number, to: number, row: number): number {
    const array = this.#array;
    const left = ((from * TILE) / this.#width) * 2 - 1;
    const right = ((to * TILE) / this.#width) * 2 - 1;
    const low = ((row * TILE) / this.#height) * 2 - 1;
    const high = (((row + 1) * TILE) / this.#height) * 2 - 1;
    array[at] = array[at + 9] = array[at + 15] = left;
    array[at + 3] = array[at + 6] = array[at + 12] = right;
    array[at + 1] = array[at + 4] = array[at + 10] = low;
    array[at + 7] = array[at + 13] = array[at + 16] = high;
    return at + CORNERS * 3;
  }
}
