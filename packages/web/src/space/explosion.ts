/** Exploded view: the parts of a machine move apart from its middle, each by its own size and distance. Pure geometry. */
import { type Box3, Vector3 } from 'three';

/** Part and where it stands. */
export interface ExplodedPart<Key> {
  key: Key;
  box: Box3;
}

/** How far parts go apart, as a share of the machine's size. */
const SPREAD = 0.55;
/** Least gap between a part and what it came out of, as a share of the part's size. */
const CLEAR = 0.6;

/** Where each part goes, metres, when fully apart. Parts that lie in the middle go up. */
export function explode<Key>(body: Box3, parts: readonly ExplodedPart<Key>[]): Map<Key, Vector3> {
  const middle = body.getCenter(new Vector3());
  const size = body.getSize(new Vector3());
  const centre = new Vector3();
  const partSize = new Vector3();
  const result = new Map<Key, Vector3>();
  for (const { key, box } of parts) {
    const way = box.getCenter(centre).clone().sub(middle);
    // Along the strip nothing goes: there stands the neighbour.
    way.x *= 0.25;
    if (way.length() < 0.05) way.set(0, 1, 0);
    // Never into the floor: what lies below goes out sideways.
    if (way.y < 0) way.y = 0;
    if (way.length() < 0.05) way.set(0, 0, 1);
    way.normalize();
    box.getSize(partSize);
    const inner = Math.min(size.z, size.y) * SPREAD;
    result.set(key, way.multiplyScalar(inner + CLEAR * Math.max(partSize.y, partSize.z)));
  }
  return result;
}
