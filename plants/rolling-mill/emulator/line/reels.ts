/** Uncoiler, bridles and tension reel: coils that shrink and grow, and the drives that hold strip between them and the mill. */
import { coilDiameter } from '../physics/coil.ts';
import { Drive, type DriveRating } from './drive.ts';

/** Mandrel diameter, m. */
export const MANDREL = 0.61;
const BRIDLE_DIAMETER = 0.8;

const UNCOILER_RATING: DriveRating = { torque: 22_000, baseSpeed: 300, inertia: 60 };
const REEL_RATING: DriveRating = { torque: 22_000, baseSpeed: 480, inertia: 60 };
const ENTRY_BRIDLE: DriveRating = { torque: 26_000, baseSpeed: 320, inertia: 40 };
const EXIT_BRIDLE: DriveRating = { torque: 10_000, baseSpeed: 600, inertia: 40 };

/** A coil on a mandrel with its drive. `ratio` is motor speed over mandrel speed; `direction` +1 winds, -1 pays off. */
export class Reel {
  readonly drive: Drive;
  readonly #ratio: number;
  readonly #direction: 1 | -1;
  coilNumber = 0;
  width = 1;
  /** m */
  length = 0;
  thickness = 0.001;
  /** N */
  tension = 0;
  /** m/s */
  stripSpeed = 0;

  constructor(direction: 1 | -1) {
    this.#direction = direction;
    this.#ratio = direction < 0 ? 2.2 : 1.15;
    this.drive = new Drive(direction < 0 ? UNCOILER_RATING : REEL_RATING);
  }

  /** m */
  get diameter(): number {
    return coilDiameter(this.length, this.thickness, MANDREL);
  }

  /** Mandrel speed, /min. */
  get turns(): number {
    return ((this.stripSpeed / this.diameter) * 60 * 2) / (2 * Math.PI);
  }

  run(speed: number, tension: number, dt: number): void {
    // Tension holds by torque; the coil's inertia leaks into it a little while the speed changes.
    const acceleration = (speed - this.stripSpeed) / dt;
    this.stripSpeed = speed;
    this.length = Math.max(0, this.length + this.#direction * speed * dt);
    const wanted = tension * (1 - 0.01 * Math.max(-3, Math.min(3, acceleration * this.#direction)));
    this.tension += (wanted - this.tension) * (1 - Math.exp(-dt / 0.3));
    const torque = (this.#direction * this.tension * this.diameter) / 2 / this.#ratio;
    const turns = this.turns * this.#ratio;
    this.drive.run(turns, turns, torque, dt);
  }
}

/** A bridle: two driven rolls that change strip tension from `before` to `after`. */
export class Bridle {
  readonly drive: Drive;
  /** N */
  before = 0;
  after = 0;
  /** m/s */
  speed = 0;

  constructor(entry: boolean) {
    this.drive = new Drive(entry ? ENTRY_BRIDLE : EXIT_BRIDLE);
  }

  /** /min */
  get turns(): number {
    return (this.speed / (Math.PI * BRIDLE_DIAMETER)) * 60;
  }

  run(speed: number, before: number, after: number, dt: number): void {
    this.speed = speed;
    this.before = before;
    this.after = after;
    const ratio = 1.4;
    const torque = ((before - after) * BRIDLE_DIAMETER) / 2 / ratio;
    this.drive.run(this.turns * ratio, this.turns * ratio, torque, dt);
  }
}
