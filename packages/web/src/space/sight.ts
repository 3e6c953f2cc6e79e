/**
 * From which side to look at a thing: the one from which most of it is seen, found by rays against what stands around
 * it. A part on the drive side is therefore shown from the drive side, and from above where something is in front.
 */
import {
  Box3,
  type BufferGeometry,
  type Intersection,
  type Matrix4,
  Mesh,
  Ray,
  Raycaster,
  Vector3,
} from 'three';

/** Something that may be in between. */
export interface Obstacle {
  box: Box3;
  /** A wall of the hall: the camera should not stand behind it, even where it looks over it. */
  wall?: boolean;
  /** Meshes with their matrices in the world. */
  pieces: readonly { geometry: BufferGeometry; matrix: Matrix4 }[];
}

export interface SightQuestion {
  target: Box3;
  obstacles: readonly Obstacle[];
  /** Level way from the middle of what the thing belongs to towards it; zero where it has no side. */
  outward: Vector3;
  /** Where the camera looks from now: of equal sides the one nearest to it. */
  from: Vector3;
  /** Distance from the middle of the thing to the camera, metres. */
  distance: number;
}

const AZIMUTHS = 16;
/** Heights of the camera over the horizon, degrees, the usual one first. */
const HEIGHTS = [20, 34, 50, 8];
/** Points of the thing that should be seen, as shares of its half sizes; a little inside, so that rays meet it. */
const INSIDE = 0.85;
/** What a fully seen thing outweighs: how much better another side would be liked. */
const LIKES = { outward: 0.14, near: 0.1, height: 0.08, inside: 0.6 };
const WALL_METRES = 1.5;
const OBSTACLES_MOST = 160;

/** The direction (of length one, from the thing to the camera) to look from. Costs some milliseconds. */
export function bestSide(question: SightQuestion): Vector3 {
  const { target, outward, from, distance } = question;
  const centre = target.getCenter(new Vector3());
  const reach = new Box3().setFromCenterAndSize(centre, new Vector3().setScalar(distance * 2));
  const obstacles = question.obstacles
    .filter(({ box }) => box.intersectsBox(reach))
    .sort((a, b) => a.box.distanceToPoint(centre) - b.box.distanceToPoint(centre))
    .slice(0, OBSTACLES_MOST);
  const walls = question.obstacles.filter(({ wall, box }) => wall && box.max.y - box.min.y > WALL_METRES);
  const points = pointsOf(target);
  const direction = new Vector3();
  const best = { direction: new Vector3(0, 0.34, 1).normalize(), score: Number.NEGATIVE_INFINITY };
  for (const [rank, height] of HEIGHTS.entries()) {
    const up = (height * Math.PI) / 180;
    for (let i = 0; i < AZIMUTHS; i++) {
      const around = (i * 2 * Math.PI) / AZIMUTHS;
      direction.set(Math.sin(around) * Math.cos(up), Math.sin(up), Math.cos(around) * Math.cos(up));
      const behind = walls.some(({ box }) => crosses(box, centre, direction, distance));
      const liked =
        LIKES.outward * direction.dot(outward) +
        LIKES.near * direction.dot(from) -
        LIKES.height * rank -
        (behind ? LIKES.inside : 0);
      // Fully seen is the most a side can be: one that could not win then need not be looked along.
      if (1 + liked <= best.score) continue;
      const score = seenShare(points, centre, direction, distance, obstacles) + liked;
      if (score > best.score) {
        best.score = score;
        best.direction.copy(direction);
      }
    }
  }
  return best.direction;
}

/** Whether a wall stands, seen from above, between a thing and the camera. */
function crosses(box: Box3, centre: Vector3, direction: Vector3, distance: number): boolean {
  eye.copy(centre).addScaledVector(direction, distance).setY(0);
  foot.copy(centre).setY(0);
  way.copy(eye).sub(foot);
  const length = way.length();
  ray.set(foot, way.divideScalar(length));
  flat.copy(box);
  flat.min.y = -1;
  flat.max.y = 1;
  return ray.intersectBox(flat, meeting) !== null && meeting.distanceTo(foot) < length;
}

const ray = new Ray();
const flat = new Box3();
const foot = new Vector3();
const raycaster = new Raycaster();
const eye = new Vector3();
const way = new Vector3();
const meeting = new Vector3();
const probe = new Mesh();
const hits: Intersection[] = [];

/** Share of points of a thing that are seen from a distance along a direction. */
export function seenShare(
  points: readonly Vector3[],
  centre: Vector3,
  direction: Vector3,
  distance: number,
  obstacles: readonly Obstacle[],
): number {
  let seen = 0;
  eye.copy(centre).addScaledVector(direction, distance);
  for (const point of points) {
    way.copy(point).sub(eye);
    const length = way.length();
    raycaster.set(eye, way.divideScalar(length));
    raycaster.far = length - 0.02;
    if (!obstacles.some((obstacle) => inBetween(obstacle))) seen++;
  }
  return seen / points.length;
}

function inBetween({ box, pieces }: Obstacle): boolean {
  if (!box.containsPoint(raycaster.ray.origin) && raycaster.ray.intersectBox(box, meeting) === null)
    return false;
  for (const { geometry, matrix } of pieces) {
    probe.geometry = geometry;
    probe.matrixWorld.copy(matrix);
    hits.length = 0;
    probe.raycast(raycaster, hits);
    if (hits.length > 0) return true;
  }
  return false;
}

/** Middle, corners and middles of faces of a box. */
function pointsOf(box: Box3): Vector3[] {
  const centre = box.getCenter(new Vector3());
  const half = box.getSize(new Vector3()).multiplyScalar(INSIDE / 2);
  const points = [centre.clone()];
  for (let i = 0; i < 8; i++) {
    const corner = new Vector3(i & 1 ? half.x : -half.x, i & 2 ? half.y : -half.y, i & 4 ? half.z : -half.z);
    points.push(corner.add(centre));
  }
  for (const axis of ['x', 'y', 'z'] as const) {
    for (const sign of [-1, 1]) {
      const point = centre.clone();
      point[axis] += sign * half[axis];
      points.push(point);
    }
  }
  return points;
}
