/** Electric motor, shaft along z towards the operator. Origin at the shaft. Params: `length`, `diameter`. Binding: `spin`. */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const motor: ShapeBuilder = (build, params) => {
  const length = metres(params, 'length', 2);
  const radius = metres(params, 'diameter', 1.2) / 2;
  build.cylinder('body', radius * 0.86, length * 0.86, [0, 0, 0], 'z', { segments: 22 });
  for (let i = 0; i < 5; i++) {
    build.cylinder('dark', radius * 0.9, length * 0.035, [0, 0, (i - 2) * length * 0.14], 'z', {
      segments: 22,
    });
  }
  for (const end of [-1, 1]) {
    build.cylinder('light', radius * 0.7, length * 0.07, [0, 0, end * length * 0.465], 'z', { segments: 18 });
    build.box('dark', [radius * 1.7, radius * 0.42, length * 0.16], [0, -radius * 0.85, end * length * 0.28]);
  }
  build.box('light', [radius * 0.9, radius * 0.55, length * 0.5], [0, radius * 1.05, 0]);
  build.moving({ pivot: [0, 0, 0], axis: 'z', spin: { factor: 1 } });
  const shaft = length * 0.3;
  build.cylinder('roll', radius * 0.17, shaft, [0, 0, length / 2 + shaft / 2 - 0.02], 'z', { segments: 12 });
  coupling(build, radius * 0.34, length / 2 + shaft * 0.5);
  build.still();
};

function coupling(build: Parameters<ShapeBuilder>[0], radius: number, z: number): void {
  build.cylinder('steel', radius, radius * 0.9, [0, 0, z], 'z', { segments: 16 });
  for (let i = 0; i < 4; i++) {
    const angle = (i * Math.PI) / 2;
    const at = [Math.cos(angle) * radius * 0.78, Math.sin(angle) * radius * 0.78, z] as const;
    build.cylinder('mark', radius * 0.16, radius * 1.05, at, 'z', { segments: 6, edges: false });
  }
}
