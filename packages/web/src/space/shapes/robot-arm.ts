/** Six-axis arm: base, carousel, two arms, wrist and flange; joint 1 around y, 2, 3 and 5 around z, 4 and 6 along the arm. */
import { handling } from '@millwright/model/shapes';
import { draws } from './draws.ts';
import { flange } from './rolls.ts';

export const robotArm = draws(handling.robotArm, (build, { reach }) => {
  // Proportions of a large handling robot: 0.39 and 0.12 of reach to the shoulder, 0.45 and 0.4 the arms.
  const shoulderY = reach * 0.29;
  const shoulderX = reach * 0.13;
  const elbowY = shoulderY + reach * 0.42;
  const wristX = shoulderX + reach * 0.4;
  const handX = wristX + reach * 0.085;
  const arm = elbowY + reach * 0.06;
  const u = reach;

  build.box('dark', [u * 0.36, u * 0.03, u * 0.36], [0, u * 0.015, 0]);
  build.cylinder('body', u * 0.15, u * 0.1, [0, u * 0.075, 0], 'y', { end: u * 0.13, segments: 26 });

  const one = build.turn('joint1', [0, 0, 0], 'y', [-185, 185]);
  build.on(one);
  build.cylinder('light', u * 0.135, u * 0.05, [0, u * 0.15, 0], 'y', { segments: 26 });
  build.box('light', [u * 0.22, u * 0.12, u * 0.17], [u * 0.04, u * 0.22, 0]);
  build.cylinder('body', u * 0.075, u * 0.2, [shoulderX, shoulderY, 0], 'z', { segments: 22 });
  build.cylinder('dark', u * 0.045, u * 0.08, [shoulderX, shoulderY, u * 0.13], 'z', { segments: 16 });
  build.cylinder('dark', u * 0.05, u * 0.1, [-u * 0.05, u * 0.28, 0], 'y', { segments: 16 });

  const two = build.turn('joint2', [shoulderX, shoulderY, 0], 'z', [-180, 180], { parent: one, factor: -1 });
  build.on(two);
  build.plate(
    'light',
    [
      [shoulderX - u * 0.065, shoulderY - u * 0.05],
      [shoulderX + u * 0.065, shoulderY - u * 0.05],
      [shoulderX + u * 0.048, elbowY + u * 0.03],
      [shoulderX - u * 0.048, elbowY + u * 0.03],
    ],
    u * 0.1,
    [0, 0, 0],
    'z',
  );
  build.cylinder('light', u * 0.075, u * 0.115, [shoulderX, shoulderY, 0], 'z', { segments: 22 });
  build.cylinder('body', u * 0.058, u * 0.15, [shoulderX, elbowY, 0], 'z', { segments: 20 });
  build.cylinder('dark', u * 0.035, u * 0.06, [shoulderX, elbowY, -u * 0.1], 'z', { segments: 14 });

  const three = build.turn('joint3', [shoulderX, elbowY, 0], 'z', [-180, 180], { parent: two, factor: -1 });
  build.on(three);
  build.box('light', [u * 0.17, u * 0.12, u * 0.11], [shoulderX - u * 0.01, arm, 0]);
  build.cylinder('dark', u * 0.032, u * 0.08, [shoulderX - u * 0.12, arm + u * 0.025, u * 0.025], 'x', {
    segments: 14,
  });
  build.cylinder('dark', u * 0.032, u * 0.08, [shoulderX - u * 0.12, arm - u * 0.02, -u * 0.03], 'x', {
    segments: 14,
  });

  const four = build.turn('joint4', [0, arm, 0], 'x', [-360, 360], { parent: three });
  build.on(four);
  build.cylinder(
    'light',
    u * 0.055,
    wristX - shoulderX - u * 0.1,
    [(wristX + shoulderX + u * 0.06) / 2, arm, 0],
    'x',
    {
      end: u * 0.038,
      segments: 20,
    },
  );
  for (const z of [-1, 1])
    build.box('light', [u * 0.1, u * 0.065, u * 0.016], [wristX - u * 0.01, arm, z * u * 0.035]);
  build.cylinder('body', u * 0.03, u * 0.09, [wristX, arm, 0], 'z', { segments: 16 });

  const five = build.turn('joint5', [wristX, arm, 0], 'z', [-180, 180], { parent: four, factor: -1 });
  build.on(five);
  build.cylinder('body', u * 0.028, u * 0.07, [wristX + u * 0.035, arm, 0], 'x', { segments: 16 });

  const six = build.turn('joint6', [0, arm, 0], 'x', [-720, 720], { parent: five });
  build.on(six);
  flange(build, 'steel', u * 0.03, u * 0.018, [handX, arm, 0], 'x');
  // Gripper.
  build.box('dark', [u * 0.03, u * 0.03, u * 0.1], [handX + u * 0.02, arm, 0]);
  for (const z of [-1, 1])
    build.box('dark', [u * 0.08, u * 0.022, u * 0.014], [handX + u * 0.065, arm, z * u * 0.042]);
});
