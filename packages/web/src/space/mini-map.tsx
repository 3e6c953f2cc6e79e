/** The plant from above in a corner: machines, alarms, where the camera is. A click goes there. */
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { worstByTwin } from '../alarms/priorities.ts';
import { useText } from '../i18n/use-text.ts';
import { textScale } from '../state/text-scale.ts';
import { useStandingAlarms } from '../values/hooks.ts';
import type { SpaceTheme } from './colours.ts';
import type { PlantScene } from './plant-scene.ts';
import type { ViewControl } from './view-control.ts';

/** At the usual text size. */
const WIDTH_MOST_PX = 176;
const HEIGHT_MOST_PX = 110;
const RIM_METRES = 4;
/** The camera is looked at this often; it is drawn only where it moved. */
const LOOK_MS = 200;

interface Props {
  scene: PlantScene;
  theme: SpaceTheme;
  view: RefObject<ViewControl | null>;
}

export function MiniMap({ scene, theme, view }: Props) {
  const t = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const standing = useStandingAlarms();
  const plan = useMemo(() => {
    const { min, max } = scene.bounds;
    const wide = max.x - min.x + 2 * RIM_METRES;
    const deep = max.z - min.z + 2 * RIM_METRES;
    const scale = Math.min(WIDTH_MOST_PX / wide, HEIGHT_MOST_PX / deep);
    const boxes = [...scene.twins()];
    const [width, height] = [Math.ceil(wide * scale), Math.ceil(deep * scale)];
    return { x0: min.x - RIM_METRES, z0: min.z - RIM_METRES, scale, width, height, boxes };
  }, [scene]);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const ratio = (globalThis.devicePixelRatio || 1) * textScale();
    const alarms = worstByTwin(standing);
    let drawn = '';
    const draw = () => {
      const eye = view.current?.eye;
      if (!eye) return;
      const now = [...eye.position, ...eye.target].map((x) => x.toFixed(1)).join();
      if (now === drawn) return;
      drawn = now;
      const { x0, z0, scale, boxes, width, height } = plan;
      const at = (x: number, z: number): [number, number] => [(x - x0) * scale, (z - z0) * scale];
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      context.fillStyle = theme.hover;
      context.globalAlpha = 0.45;
      for (const { box } of boxes) {
        const [x, z] = at(box.min.x, box.min.z);
        context.fillRect(x, z, (box.max.x - box.min.x) * scale, Math.max(1, (box.max.z - box.min.z) * scale));
      }
      context.globalAlpha = 1;
      for (const { twin, box } of boxes) {
        const alarm = alarms.get(twin.info.path);
        if (!alarm) continue;
        const [x, z] = at((box.min.x + box.max.x) / 2, (box.min.z + box.max.z) / 2);
        context.fillStyle = theme[alarm.priority];
        context.fillRect(x - 3, z - 3, 6, 6);
      }
      const [x, z] = at(eye.position[0], eye.position[2]);
      const [tx, tz] = at(eye.target[0], eye.target[2]);
      const angle = Math.atan2(tz - z, tx - x);
      const px = Math.max(4, Math.min(width - 4, x));
      const pz = Math.max(4, Math.min(height - 4, z));
      context.fillStyle = theme.selection;
      context.globalAlpha = 0.25;
      context.beginPath();
      context.moveTo(px, pz);
      context.arc(px, pz, 26, angle - 0.4, angle + 0.4);
      context.fill();
      context.globalAlpha = 1;
      context.beginPath();
      context.arc(px, pz, 3.5, 0, 2 * Math.PI);
      context.fill();
    };
    draw();
    const timer = setInterval(draw, LOOK_MS);
    return () => clearInterval(timer);
  }, [plan, standing, theme, view]);

  const zoom = textScale();
  const ratio = (globalThis.devicePixelRatio || 1) * zoom;
  return (
    <canvas
      ref={canvas}
      className="mini-map"
      data-covers=""
      width={plan.width * ratio}
      height={plan.height * ratio}
      style={{ width: plan.width * zoom, height: plan.height * zoom }}
      role="img"
      aria-label={t('space.map')}
      title={t('space.mapHint')}
      onPointerDown={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const x = plan.x0 + (event.clientX - box.left) / (plan.scale * zoom);
        view.current?.moveOver(x, plan.z0 + (event.clientY - box.top) / (plan.scale * zoom));
      }}
    />
  );
}
