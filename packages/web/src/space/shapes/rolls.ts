/** Rolls and what makes their turning visible, shared by the kinds of a rolling mill. */
import type { Role } from '../colours.ts';
import type { Axis, Vec } from '../joints.ts';
import type { ShapeDraft } from '../shape-draft.ts';

interface Roll {
  radius: number;
  barrel: number;
  /** Length over both necks. */
  length: number;
  at: Vec;
  role?: Role;
}

/** A roll along z with necks, lines along its barrel and bolts on its faces; drawn onto what is being drawn. */
export function roll(build: ShapeDraft, { radius, barrel, length, at, role = 'roll' }: Roll): void {
  build.cylinder(role, radius, barrel, at, 'z', { segments: radius > 0.5 ? 30 : 20 });
  build.cylinder('steel', radius * 0.56, barrel + (length - barrel) * 0.45, at, 'z', { segments: 16 });
  build.cylinder('steel', radius * 0.42, length, at, 'z', { segments: 14 });
  spokes(3, (angle) => {
    const line = around(at, radius * 0.985, angle, 'z');
    build.box('mark', [radius * 0.06, radius * 0.07, barrel * 0.97], line, (angle * 180) / Math.PI);
    const bolt = around(at, radius * 0.76, angle, 'z');
    build.cylinder('mark', radius * 0.1, barrel + 0.02, bolt, 'z', { segments: 6, edges: false });
  });
}

/** Calls with `n` angles, radians, evenly around. */
export function spokes(n: number, draw: (angle: number, i: number) => void): void {
  for (let i = 0; i < n; i++) draw((i * 2 * Math.PI) / n, i);
}

/** The point at a distance from another, around an axis. */
export function around([x, y, z]: Vec, radius: number, angle: number, axis: Axis): Vec {
  const a = Math.cos(angle) * radius;
  const b = Math.sin(angle) * radius;
  if (axis === 'x') return [x, y + a, z + b];
  return axis === 'y' ? [x + b, y, z + a] : [x + a, y + b, z];
}

/** A flange with its bolts, across an axis. */
export function flange(
  build: ShapeDraft,
  role: Role,
  radius: number,
  thick: number,
  at: Vec,
  axis: Axis,
  bolts = 6,
): void {
  build.cylinder(role, radius, thick, at, axis, { segments: 18 });
  spokes(bolts, (angle) => {
    const bolt = around(at, radius * 0.8, angle, axis);
    build.cylinder('mark', radius * 0.09, thick * 1.5, bolt, axis, { segments: 5, edges: false });
  });
}
