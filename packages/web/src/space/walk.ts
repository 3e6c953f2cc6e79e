/** Walking through the plant: W A S D move, dragging and the arrow keys turn the head, at the height of a person's eyes. */
import { Euler, type PerspectiveCamera, Vector3 } from 'three';

/** Height of the eyes over the floor, metres. */
export const EYE_HEIGHT = 1.7;
/** Metres a second, walking and (with Shift) running. */
const SPEED = { walk: 1.6, run: 5 } as const;
const TURN_PER_PIXEL = 0.004;
/** Radians a second by the arrow keys. */
const TURN_SPEED = 1.2;
const TILT_MOST = 1.4;
/** Metres before what one looks at, at most, when a walk begins. */
const BEGIN_MOST = 11;
/** A longer gap between two frames is not walked through. */
const STEP_MOST_MS = 120;
const KEYS = ['w', 'a', 's', 'd', 'arrowleft', 'arrowright', 'arrowup', 'arrowdown', 'shift'];

export class Walk {
  #camera: PerspectiveCamera;
  #element: HTMLElement;
  #down = new Set<string>();
  #look = new Euler(0, 0, 0, 'YXZ');
  #last = Number.NaN;
  #onMove: () => void;

  /** Begins where the camera is, over the ground; from far away some steps before what it looks `towards`. */
  constructor(camera: PerspectiveCamera, element: HTMLElement, towards: Vector3, onMove: () => void) {
    this.#camera = camera;
    this.#element = element;
    this.#onMove = onMove;
    this.#look.setFromQuaternion(camera.quaternion);
    this.#look.z = 0;
    this.#look.x = Math.max(-0.35, Math.min(0.35, this.#look.x));
    way.copy(camera.position).sub(towards).setY(0);
    if (way.length() > BEGIN_MOST) camera.position.copy(towards).add(way.setLength(BEGIN_MOST));
    camera.position.y = EYE_HEIGHT;
    camera.quaternion.setFromEuler(this.#look);
    element.addEventListener('pointermove', this.#drag);
    document.addEventListener('keyup', this.#up);
    addEventListener('blur', this.#stop);
    onMove();
  }

  /** Whether it moves. */
  get going(): boolean {
    return this.#down.size > 0 && !(this.#down.size === 1 && this.#down.has('shift'));
  }

  /** A key went down. Returns whether it is one to walk by. */
  key(event: { key: string }): boolean {
    const key = event.key.toLowerCase();
    if (!KEYS.includes(key)) return false;
    if (!this.going) this.#last = Number.NaN;
    this.#down.add(key);
    this.#onMove();
    return true;
  }

  /** Moves on. Returns whether the camera moved. */
  step(now: number): boolean {
    if (!this.going) return false;
    const seconds = Math.min(STEP_MOST_MS, Number.isNaN(this.#last) ? 16 : now - this.#last) / 1000;
    this.#last = now;
    const held = (key: string) => (this.#down.has(key) ? 1 : 0);
    this.#turn(
      (held('arrowleft') - held('arrowright')) * TURN_SPEED * seconds,
      (held('arrowup') - held('arrowdown')) * TURN_SPEED * seconds,
    );
    const metres = (held('shift') ? SPEED.run : SPEED.walk) * seconds;
    way.set(held('d') - held('a'), 0, held('s') - held('w'));
    if (way.lengthSq() > 0) {
      this.#camera.position.addScaledVector(way.normalize().applyAxisAngle(UP, this.#look.y), metres);
    }
    this.#camera.position.y = EYE_HEIGHT;
    this.#onMove();
    return true;
  }

  /** A point some metres ahead, for the camera to turn around when the walk ends. */
  ahead(into: Vector3): Vector3 {
    return this.#camera.getWorldDirection(into).multiplyScalar(6).add(this.#camera.position);
  }

  dispose(): void {
    this.#element.removeEventListener('pointermove', this.#drag);
    document.removeEventListener('keyup', this.#up);
    removeEventListener('blur', this.#stop);
  }

  #turn(around: number, up: number): void {
    this.#look.y += around;
    this.#look.x = Math.max(-TILT_MOST, Math.min(TILT_MOST, this.#look.x + up));
    this.#camera.quaternion.setFromEuler(this.#look);
  }

  #drag = (event: PointerEvent): void => {
    if ((event.buttons & 1) === 0) return;
    this.#turn(event.movementX * TURN_PER_PIXEL, event.movementY * TURN_PER_PIXEL);
    this.#onMove();
  };

  #up = (event: KeyboardEvent): void => {
    this.#down.delete(event.key.toLowerCase());
  };

  #stop = (): void => this.#down.clear();
}

const UP = new Vector3(0, 1, 0);
const way = new Vector3();
