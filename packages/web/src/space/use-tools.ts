/** Carries out in the scene what was chosen in the space: isolation, section, exploded view, a place of the camera. */
import { type RefObject, useEffect, useRef } from 'react';
import { Plane, Vector3, type WebGLRenderer } from 'three';
import type { PlantModel } from '../plant/plant-model.ts';
import type { Painter } from './painter.ts';
import type { PlantScene } from './plant-scene.ts';
import { type Section, useSpace } from './space-store.ts';
import type { ViewControl } from './view-control.ts';

const APART_MS = 450;

interface Tools {
  scene: PlantScene;
  plant: PlantModel;
  gl: WebGLRenderer;
  painter: Painter;
  view: RefObject<ViewControl | null>;
  /** Something looks different: draw, and lay labels out again. */
  changed: () => void;
}

export function useTools({ scene, plant, gl, painter, view, changed }: Tools): void {
  const isolated = useSpace((space) => space.isolated);
  const section = useSpace((space) => space.section);
  const exploded = useSpace((space) => space.exploded);
  const eye = useSpace((space) => space.eye);
  const eyeRequest = useSpace((space) => space.eyeRequest);
  const latest = useRef(changed);
  latest.current = changed;

  useEffect(() => {
    scene.isolate(plant.twin(isolated));
    painter.shadowsChanged();
    latest.current();
  }, [scene, plant, isolated, painter]);

  const cut = section !== undefined;
  useEffect(() => {
    scene.surfaces.cut = cut;
  }, [scene, cut]);
  useEffect(() => {
    gl.clippingPlanes = section ? [planeOf(section, scene)] : [];
    painter.stillChanged();
    latest.current();
  }, [gl, scene, section, painter]);

  useEffect(() => {
    const twin = plant.twin(exploded);
    if (!twin) return;
    let frame = 0;
    let share = 0;
    const still = view.current?.still ?? false;
    const run = (to: number, done: () => void) => {
      cancelAnimationFrame(frame);
      const from = share;
      const start = performance.now();
      const step = (now: number) => {
        const way = still ? 1 : Math.min(1, Math.max(0, now - start) / APART_MS);
        share = from + (to - from) * (1 - (1 - way) ** 3);
        scene.explode(twin, share);
        painter.cameraMoved(performance.now());
        latest.current();
        if (way < 1) frame = requestAnimationFrame(step);
        else done();
      };
      frame = requestAnimationFrame(step);
    };
    run(1, () => {
      painter.shadowsChanged();
      useSpace.getState().settle();
    });
    return () => {
      cancelAnimationFrame(frame);
      // Together at once: another machine may be about to come apart.
      scene.explode(undefined, 0);
      painter.shadowsChanged();
      useSpace.getState().settle();
      latest.current();
    };
  }, [scene, plant, exploded, painter, view]);

  useEffect(() => {
    if (eye && eyeRequest > 0) view.current?.goTo(eye);
    // Only a new request moves the camera.
  }, [eyeRequest, view]);
}

const NORMALS = { x: new Vector3(1, 0, 0), y: new Vector3(0, 1, 0), z: new Vector3(0, 0, 1) };

/** The plane of a section: what lies on its positive side stays. */
export function planeOf({ axis, share, flipped }: Section, { bounds }: PlantScene): Plane {
  const at = bounds.min[axis] + share * (bounds.max[axis] - bounds.min[axis]);
  const sign = flipped ? 1 : -1;
  return new Plane(NORMALS[axis].clone().multiplyScalar(sign), -sign * at);
}
