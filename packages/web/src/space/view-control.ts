/** The camera: orbit, pan and zoom by pointer and keys, flights to a thing, home. Asks for frames only while it moves. */
import { type Box3, type PerspectiveCamera, Vector3 } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';

const FLIGHT_MS = 900;
/** From the operator side, above the line. */
const HOME_DIRECTION = new Vector3(-0.26, 0.5, 1).normalize();
const CLOSE_DIRECTION = new Vector3(-0.3, 0.34, 1).normalize();
const KEY_TURN = Math.PI / 24;
const KEY_ZOOM = 1.15;

export class ViewControl {
  readonly controls: OrbitControls;
  #camera: PerspectiveCamera;
  #bounds: Box3;
  #onMove: () => void;
  #flight: { from: Vector3; fromTarget: Vector3; to: Vector3; target: Vector3; start: number } | undefined;
  /** Flights jump at once: the person prefers no motion. */
  still: boolean;

  constructor(camera: PerspectiveCamera, element: HTMLElement, bounds: Box3, onMove: () => void) {
    this.#camera = camera;
    this.#bounds = bounds;
    this.#onMove = onMove;
    this.still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.controls = new OrbitControls(camera, element);
    const size = bounds.getSize(new Vector3()).length();
    this.controls.minDistance = 0.6;
    this.controls.maxDistance = size * 4 + 20;
    this.controls.maxPolarAngle = Math.PI / 2 - 0.02;
    this.controls.zoomToCursor = true;
    this.controls.zoomSpeed = 1.2;
    this.controls.addEventListener('change', onMove);
    this.controls.addEventListener('start', () => {
      this.#flight = undefined;
    });
    camera.near = 0.1;
    camera.far = size * 8 + 200;
    camera.updateProjectionMatrix();
  }

  /** Whether a flight is under way. */
  get flying(): boolean {
    return this.#flight !== undefined;
  }

  /** The whole plant. `at once` without a flight. */
  home(atOnce = false): void {
    this.#goTo(this.#bounds, HOME_DIRECTION, 0.9, atOnce);
  }

  /** A thing, from the side the camera is on unless that is from behind or above. */
  flyTo(box: Box3): void {
    const size = box.getSize(new Vector3());
    const padded = box.clone().expandByScalar(Math.max(1.5, size.length() * 0.3));
    this.#goTo(padded, CLOSE_DIRECTION, 1, false);
  }

  /** Advances a flight. Returns whether the camera moved. */
  step(now: number): boolean {
    const flight = this.#flight;
    if (!flight) return false;
    const share = Math.min(1, (now - flight.start) / FLIGHT_MS);
    const eased = share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2;
    this.#camera.position.lerpVectors(flight.from, flight.to, eased);
    this.controls.target.lerpVectors(flight.fromTarget, flight.target, eased);
    if (share === 1) this.#flight = undefined;
    this.controls.update();
    return true;
  }

  /** Arrow keys turn and tilt, with Shift they move sideways; + and − zoom. Returns whether the key was used. */
  key(event: { key: string; shiftKey: boolean }): boolean {
    const offset = this.#camera.position.clone().sub(this.controls.target);
    const side = new Vector3().crossVectors(this.#camera.up, offset).normalize();
    const sideways = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    const upwards = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (sideways !== 0 || upwards !== 0) {
      if (event.shiftKey) {
        const step = offset.length() * 0.06;
        const forward = new Vector3().crossVectors(side, this.#camera.up).normalize();
        const move = side.multiplyScalar(sideways * step).addScaledVector(forward, upwards * step);
        this.#camera.position.add(move);
        this.controls.target.add(move);
      } else {
        if (sideways) offset.applyAxisAngle(this.#camera.up, sideways * KEY_TURN);
        if (upwards) {
          const tilt = offset.angleTo(this.#camera.up) - upwards * KEY_TURN;
          if (tilt > 0.05 && tilt < Math.PI / 2 - 0.03) offset.applyAxisAngle(side, -upwards * KEY_TURN);
        }
        this.#camera.position.copy(this.controls.target).add(offset);
      }
    } else if (event.key === '+' || event.key === '=') {
      this.#camera.position.copy(this.controls.target).addScaledVector(offset, 1 / KEY_ZOOM);
    } else if (event.key === '-') {
      this.#camera.position.copy(this.controls.target).addScaledVector(offset, KEY_ZOOM);
    } else {
      return false;
    }
    this.#flight = undefined;
    this.controls.update();
    this.#onMove();
    return true;
  }

  dispose(): void {
    this.controls.dispose();
  }

  #goTo(box: Box3, direction: Vector3, margin: number, atOnce: boolean): void {
    const target = box.getCenter(new Vector3());
    const to = target.clone().addScaledVector(direction, this.#distanceFor(box, direction) * margin);
    if (atOnce || this.still) {
      this.#camera.position.copy(to);
      this.controls.target.copy(target);
      this.controls.update();
      this.#flight = undefined;
    } else {
      this.#flight = {
        from: this.#camera.position.clone(),
        fromTarget: this.controls.target.clone(),
        to,
        target,
        start: performance.now(),
      };
    }
    this.#onMove();
  }

  /** Distance from the centre at which all corners of the box are in the picture. */
  #distanceFor(box: Box3, direction: Vector3): number {
    const tanY = Math.tan((this.#camera.fov * Math.PI) / 360);
    const tanX = tanY * this.#camera.aspect;
    const right = new Vector3().crossVectors(this.#camera.up, direction).normalize();
    const up = new Vector3().crossVectors(direction, right);
    const centre = box.getCenter(new Vector3());
    const corner = new Vector3();
    let distance = 0;
    for (let i = 0; i < 8; i++) {
      corner.set(i & 1 ? box.max.x : box.min.x, i & 2 ? box.max.y : box.min.y, i & 4 ? box.max.z : box.min.z);
      corner.sub(centre);
      const depth = corner.dot(direction);
      distance = Math.max(
        distance,
        depth + Math.abs(corner.dot(right)) / tanX,
        depth + Math.abs(corner.dot(up)) / tanY,
      );
    }
    return distance;
  }
}
