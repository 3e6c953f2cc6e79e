/** Geometry of a coil of strip wound without gaps: area of the ring = length times thickness. Lengths in m. */

/** Outer diameter of `length` of strip on a mandrel of diameter `inner`. */
export function coilDiameter(length: number, thickness: number, inner: number): number {
  return Math.sqrt(inner * inner + (4 * Math.max(0, length) * thickness) / Math.PI);
}

/** Length of strip on a coil. Inverse of `coilDiameter`. */
export function coilLength(diameter: number, thickness: number, inner: number): number {
  return ((diameter * diameter - inner * inner) * Math.PI) / (4 * thickness);
}
