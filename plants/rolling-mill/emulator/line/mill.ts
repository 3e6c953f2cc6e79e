/**
 * The whole mill: strip from the uncoiler through five stands to the reel, one fixed step at a time.
 *
 * Pure: no clock, no sockets, no random numbers but the seeded ones, so that the same steps give the same mill. Sensors
 * and their noise are in signals.ts; what is here are true values. SI units and degrees Celsius.
 */
import { Noise } from '../physics/noise.ts';
import { Coolant } from './coolant.ts';
import { Energy } from './energy.ts';
import { CONNECTIONS, type Connection, type FaultCommand, machinesOf, SECTIONS } from './faults.ts';
import { Hydraulics } from './hydraulics.ts';
import { Bridle, Reel } from './reels.ts';
import { coilOfShift, type Setup, STANDS, setupFor } from './schedule.ts';
import { Section } from './section.ts';
import { Sequence } from './sequence.ts';
import { BEARING_PLACES, Stand } from './stand.ts';

/** Seconds of one step. */
export const STEP = 0.05;
const SLOW_EVERY = 10;
const SECTION_LENGTHS = [4.0, 4.75, 4.75, 4.75, 4.75, 4.9] as const;
/** Where the gauges look, m after the start of the entry and of the exit section. */
const ENTRY_GAUGE = 1.9;
const EXIT_GAUGE = 2.3;
/** Specific tension at uncoiler and reel, Pa. */
const COIL_TENSION = [14e6, 32e6] as const;
/** Drift of a faulty X-ray gauge, m/s, and where it ends. */
const DRIFT_RATE = 0.8e-6;
const DRIFT_LIMIT = 45e-6;
const MAX_SPEED = 16;
/** A slower line is threading, not rolling, m/s. */
const SLOWEST_RUN = 2.5;
/** Relative change of a bridle's speed per Pa of tension. */
const BRIDLE_DROOP = 1.5e-9;

export class Mill {
  readonly stands: Stand[];
  readonly sections: Section[];
  readonly uncoiler = new Reel(-1);
  readonly reel = new Reel(1);
  readonly entryBridle = new Bridle(true);
  readonly exitBridle = new Bridle(false);
  readonly coolant = new Coolant();
  readonly hydraulics = new Hydraulics();
  readonly energy = new Energy();
  readonly sequence = new Sequence();
  /** Connections switched off by a fault: the emulator's servers obey. */
  readonly lost = new Set<Connection>();
  /** m, error of the exit X-ray. */
  gaugeError = 0;
  coilsRolled = 0;
  /** m of strip at the exit since the last coil change. */
  rolledLength = 0;
  #time = 0;
  #steps = 0;
  #coil = 0;
  #entryPosition = 0;
  #drifting = false;
  /** Section whose tension control has failed, or -1. */
  #slackSection = -1;
  #blockedStand = -1;
  /** m/s the operator asked for; the schedule of a coil may be slower. */
  #askedSpeed = Number.POSITIVE_INFINITY;
  #thermalScale = 1;
  readonly #setups = new Map<number, Setup>();
  readonly #trims = new Float64Array(STANDS + 1);

  /** A mill at full speed, warm, a fifth into its first coil, with the top drive-side bearing of stand 3 going bad. */
  constructor(seed = 1) {
    const noise = new Noise(seed * 7919 + 13);
    const setup = this.#setup(0);
    const { coil } = setup;
    this.stands = Array.from({ length: STANDS }, (_, i) => {
      const bases = BEARING_PLACES.map(() => 1.1 + 0.7 * noise.uniform());
      return new Stand(i, setup, bases);
    });
    this.sections = SECTION_LENGTHS.map((length, i) => {
      const thickness = i === 0 ? coil.entryThickness : setup.stands[i - 1].exitThickness;
      return new Section(length, thickness, i === 0 ? 35 : 80, 0, setup.tensions[i]);
    });
    this.sequence.speed = coil.speed;
    let thickness = coil.exitThickness;
    for (let i = STANDS - 1; i >= 0; i--) {
      const target = setup.stands[i];
      this.stands[i].rollSpeed = (coil.speed * coil.exitThickness) / thickness / (1 + target.forwardSlip);
      thickness = target.entryThickness;
    }
    this.#mount(0);
    this.#settle();
  }

  get setup(): Setup {
    return this.#setup(this.#coil);
  }

  /** Seconds simulated since the start. */
  get time(): number {
    return this.#time;
  }

  /** m/s at which the coil is rolled: that of its schedule, or slower where the operator asked for it. */
  get runSpeed(): number {
    return Math.min(this.setup.coil.speed, this.#askedSpeed);
  }

  /** The operator sets the speed, m/s, until they set it anew; nothing is rolled faster than its schedule. */
  set runSpeed(speed: number) {
    this.#askedSpeed = Math.max(SLOWEST_RUN, speed);
  }

  /** Coil whose strip is at the exit gauge. */
  get exitSetup(): Setup {
    return this.#setup(this.sections[STANDS].coilAt(EXIT_GAUGE));
  }

  /** What the exit X-ray shows, m. */
  get exitGauge(): number {
    return this.sections[STANDS].thicknessAt(EXIT_GAUGE) + this.gaugeError;
  }

  get entryGauge(): number {
    return this.sections[0].thicknessAt(ENTRY_GAUGE);
  }

  /** N in a section. */
  tension(section: number): number {
    return this.sections[section].stress * this.#area(section);
  }

  tensionSetpoint(section: number): number {
    return this.#targetStress(section) * this.#area(section);
  }

  /** Strip speed at the end of a section, m/s. */
  sectionSpeed(section: number): number {
    return section < STANDS ? this.stands[section].entrySpeed : this.exitBridle.speed;
  }

  /** Number of the coil whose strip is in the middle of a section. */
  coilNumber(section: number): number {
    const strip = this.sections[section];
    return this.#setup(strip.coilAt(strip.length / 2)).coil.number;
  }

  #area(section: number): number {
    const strip = this.sections[section];
    return strip.thicknessAt(0) * this.#setup(strip.coilAt(0)).coil.width;
  }

  #targetStress(section: number): number {
    return this.stands[Math.min(section, STANDS - 1)].setup.tensions[section];
  }

  #setup(index: number): Setup {
    let setup = this.#setups.get(index);
    if (setup === undefined) {
      setup = setupFor(coilOfShift(index));
      this.#setups.set(index, setup);
      if (this.#setups.size > 4) this.#setups.delete(index - 4);
    }
    return setup;
  }

  /** Puts the n-th coil on the uncoiler and an empty mandrel under the reel. */
  #mount(index: number): void {
    const { coil } = this.#setup(index);
    this.#coil = index;
    this.#entryPosition = 0;
    this.rolledLength = 0;
    Object.assign(this.uncoiler, {
      coilNumber: coil.number,
      width: coil.width,
      length: coil.length,
      thickness: coil.entryThickness,
    });
    Object.assign(this.reel, {
      coilNumber: coil.number,
      width: coil.width,
      length: 0,
      thickness: coil.exitThickness,
    });
  }

  /** Brings tensions and temperatures to where they are after an hour of rolling, then seeds the bad bearing. */
  #settle(): void {
    const bearing = this.stands[2].bearings.TopDrive;
    bearing.damage(3.9, 0);
    this.#thermalScale = 40;
    for (let i = 0; i < 60 / STEP; i++) {
      this.uncoiler.length = 0.8 * this.setup.coil.length;
      this.step();
    }
    this.#thermalScale = 1;
    bearing.damage(5.9, 0.017);
    for (let i = 0; i < SLOW_EVERY; i++) this.step();
    this.#mount(0);
    const { coil } = this.setup;
    this.uncoiler.length = 0.8 * coil.length;
    this.reel.length = 0.2 * coil.length * (coil.entryThickness / coil.exitThickness);
    this.rolledLength = this.reel.length;
    this.energy.total = 48_231_500 * 3.6e6;
    this.#time = 0;
  }

  /** Hot strip is not even: slow changes over its length and the marks of skids in the reheating furnace. */
  #hotThickness(position: number): number {
    const s = position + 137 * this.#coil;
    const wave = 0.004 * Math.sin(s / 13) + 0.0025 * Math.sin(s / 3.1 + 1) + 0.0015 * Math.sin(s / 0.9);
    return this.setup.coil.entryThickness * (1 + wave);
  }

  /** Advances the mill by `STEP` seconds. About 60 µs. */
  step(): void {
    const dt = STEP;
    this.#time += dt;
    this.#steps++;
    this.#lead(dt);
    this.#speeds();
    this.#roll(dt);
    this.#tensions(dt);
    this.#transport(dt);
    this.#control(dt);
    this.#ends(dt);
    if (this.#steps % SLOW_EVERY === 0) this.#slow(dt * SLOW_EVERY);
  }

  #lead(dt: number): void {
    const { coil } = this.setup;
    const takesCoil = this.sequence.step(
      {
        remaining: this.uncoiler.length * (coil.entryThickness / coil.exitThickness),
        runSpeed: this.runSpeed,
        headThrough: this.sections[STANDS].coilAt(SECTION_LENGTHS[STANDS]) === this.#coil,
        broken: this.sections.some((section) => section.broken),
      },
      dt,
    );
    if (takesCoil) {
      this.coilsRolled++;
      this.#mount(this.#coil + 1);
    }
  }

  /** Speed cone: each stand delivers what the next one takes in (mass flow), trimmed by tension control. */
  #speeds(): void {
    let strip = this.sequence.speed;
    for (let i = STANDS - 1; i >= 0; i--) {
      const stand = this.stands[i];
      const slip = stand.setup.stands[i].forwardSlip;
      const trim = i === STANDS - 1 ? 0 : this.#trims[i + 1];
      const exit = strip * (1 + trim);
      stand.rollSpeedTarget = exit / (1 + slip);
      strip = (exit * (stand.thicknessTarget + stand.monitor)) / stand.pass.entryThickness;
    }
  }

  #roll(dt: number): void {
    for (let i = 0; i < STANDS; i++) {
      const section = this.sections[i];
      const stand = this.stands[i];
      stand.setup = this.#setup(section.coilAt(section.length));
      const loaded = !section.broken;
      stand.roll(
        section.thicknessAt(section.length),
        section.stress,
        this.sections[i + 1].stress,
        loaded,
        dt,
      );
      stand.heatStrip(section.temperatureAt(section.length), this.coolant.supply, this.coolant.flow[i]);
    }
  }

  #tensions(dt: number): void {
    const entrySpeed = this.stands[0].entrySpeed * (1 + this.#trims[0] + this.#droop(0));
    const exitSpeed = this.stands[STANDS - 1].exitSpeed * (1 + this.#trims[STANDS] - this.#droop(STANDS));
    const standstill = this.sequence.speed < 0.05;
    for (let s = 0; s <= STANDS; s++) {
      const section = this.sections[s];
      const before = s > 0 ? this.stands[s - 1] : undefined;
      const after = s < STANDS ? this.stands[s] : undefined;
      const speedIn = before === undefined ? entrySpeed : before.exitSpeed;
      const speedOut = after === undefined ? exitSpeed : after.entrySpeed;
      const give =
        before === undefined ? BRIDLE_DROOP * speedIn : before.rollSpeed * before.bite.slipPerExitTension;
      const take = after === undefined ? BRIDLE_DROOP * speedOut : after.entryGive;
      const floor = 2e-10 * Math.max(Math.abs(speedIn), 0.02);
      section.pull(speedIn, speedOut, give + take + floor, dt);
      if (standstill && !section.broken) {
        // Drives turn by fractions of a degree to hold tension while the line stands.
        section.stress += (this.#reference(s) - section.stress) * (1 - Math.exp(-dt / 2));
      }
    }
    this.entryBridle.run(entrySpeed, this.uncoiler.tension, this.tension(0), dt);
    this.exitBridle.run(exitSpeed, this.tension(STANDS), this.reel.tension, dt);
  }

  /** Bridles work on torque: more tension than wanted pulls them along. */
  #droop(section: number): number {
    const { broken, stress } = this.sections[section];
    return broken ? 0 : BRIDLE_DROOP * (stress - this.#reference(section));
  }

  /** Stress that tension control works towards: the setpoint, unless the control of that section has failed. */
  #reference(section: number): number {
    return this.#targetStress(section) * (section === this.#slackSection ? 0.25 : 1);
  }

  #transport(dt: number): void {
    const { entryBridle, sections, stands } = this;
    this.#entryPosition += entryBridle.speed * dt;
    sections[0].advance(entryBridle.speed * dt, this.#hotThickness(this.#entryPosition), 35, this.#coil);
    for (let i = 0; i < STANDS; i++) {
      const stand = stands[i];
      const coil = sections[i].coilAt(sections[i].length);
      sections[i + 1].advance(stand.exitSpeed * dt, stand.pass.exitThickness, stand.stripTemperature, coil);
    }
  }

  #control(dt: number): void {
    const moving = this.sequence.speed > 0.4;
    for (let s = 0; s <= STANDS; s++) {
      if (!moving || this.sections[s].broken) continue;
      const error = (this.sections[s].stress - this.#reference(s)) / 1e9;
      const direction = s === STANDS ? -1 : 1;
      const trim = this.#trims[s] + direction * error * 0.9 * dt;
      this.#trims[s] = Math.max(-0.12, Math.min(0.12, trim));
    }
    for (let i = 0; i < STANDS; i++) this.stands[i].control(dt, !this.sections[i].broken);
    const last = this.stands[STANDS - 1];
    const settled = this.sequence.speed > 4 && this.exitSetup === last.setup;
    if (settled && !this.sections[STANDS].broken) {
      const error = last.thicknessTarget - this.exitGauge;
      // Integral control slower than the transport from bite to gauge.
      const limit = 0.1 * last.thicknessTarget;
      last.monitor = Math.max(-limit, Math.min(limit, last.monitor + error * 0.25 * dt));
    }
  }

  /** Uncoiler and reel. */
  #ends(dt: number): void {
    const { coil } = this.setup;
    const entry = this.sections[0].broken ? 0 : COIL_TENSION[0] * coil.width * coil.entryThickness;
    const exit = this.sections[STANDS].broken ? 0 : COIL_TENSION[1] * coil.width * coil.exitThickness;
    this.uncoiler.run(this.entryBridle.speed, entry, dt);
    this.reel.run(this.exitBridle.speed, exit, dt);
    this.rolledLength += this.exitBridle.speed * dt;
    for (const stand of this.stands) stand.turn(dt);
    this.energy.run(this.#drivePower(), dt);
  }

  #drivePower(): number {
    let power = this.uncoiler.drive.power + this.reel.drive.power;
    power += this.entryBridle.drive.power + this.exitBridle.drive.power;
    for (const stand of this.stands) power += stand.drive.power;
    return power;
  }

  /** Everything with time constants of seconds and more. */
  #slow(dt: number): void {
    const thermal = dt * this.#thermalScale;
    let heat = 0;
    let travel = 0;
    for (let i = 0; i < STANDS; i++) {
      const stand = this.stands[i];
      heat += stand.heat(this.coolant.supply, this.coolant.flow[i], thermal) + 0.5 * stand.power;
      travel += stand.travel * 2;
      const open = i === this.#blockedStand ? 0.15 : 1;
      this.coolant.open[i] += (open - this.coolant.open[i]) * (1 - Math.exp(-dt / 6));
    }
    for (const machine of [this.uncoiler, this.reel, this.entryBridle, this.exitBridle])
      machine.drive.heat(thermal);
    this.coolant.run(heat, this.sequence.speed / MAX_SPEED, dt);
    this.hydraulics.run(travel, Math.max(thermal, dt));
    if (this.#drifting) this.gaugeError = Math.min(DRIFT_LIMIT, this.gaugeError + DRIFT_RATE * dt);
  }

  /** Puts a fault into the mill or takes it away; `machine` must be one of `machinesOf`. Repeating a command changes nothing. */
  fault({ name, on, machine }: FaultCommand): void {
    const target = machine ?? machinesOf(name)[0];
    switch (name) {
      case 'bearing':
        this.#bearing(machine, target, on);
        break;
      case 'coolant':
        this.#blockedStand = on ? Number(target.slice(-1)) - 1 : -1;
        break;
      case 'tension':
        this.#slackSection = on ? SECTIONS.indexOf(target) : -1;
        break;
      case 'strip-break':
        this.sections.forEach((section, s) => {
          section.broken = on && SECTIONS[s] === target;
        });
        break;
      case 'gauge-drift':
        this.#drifting = on;
        if (!on) this.gaugeError = 0;
        break;
      case 'lost-connection': {
        const affected = machine === undefined && !on ? CONNECTIONS : CONNECTIONS.filter((c) => c === target);
        for (const connection of affected) {
          if (on) this.lost.add(connection);
          else this.lost.delete(connection);
        }
        break;
      }
    }
  }

  #bearing(machine: string | undefined, target: string, on: boolean): void {
    for (const stand of this.stands) {
      for (const place of BEARING_PLACES) {
        const hit = `stand${stand.index + 1}/bearing${place}` === target;
        if (on && hit && stand.bearings[place].severity === 0) stand.bearings[place].damage(1.5, 0.065);
        else if (!on && (machine === undefined || hit)) stand.bearings[place].replace();
      }
    }
  }
}
