/** The space: canvas, labels, buttons. Loaded in a chunk of its own with three.js. */
import { Canvas } from '@react-three/fiber';
import { useEffect, useMemo, useRef, useState } from 'react';
import { BasicShadowMap, PCFShadowMap } from 'three';
import { useText } from '../i18n/use-text.ts';
import { MaterialCard } from '../material/material-card.tsx';
import { useSession } from '../session.ts';
import { Loading } from '../shell/message.tsx';
import { useThemeName } from '../state/use-theme.ts';
import { useClockState } from '../values/hooks.ts';
import { RoundChip } from '../work/round-chip.tsx';
import { SPACE_THEMES } from './colours.ts';
import { Crumbs } from './crumbs.tsx';
import { MiniMap } from './mini-map.tsx';
import { useModelFiles } from './model-files.ts';
import { graphics } from './pace.ts';
import { PlantScene } from './plant-scene.ts';
import { SpaceStage } from './space-stage.tsx';
import { useSpace } from './space-store.ts';
import { ToolBar } from './tool-bar.tsx';
import { useSpaceKeys } from './use-space-keys.ts';
import type { ViewControl } from './view-control.ts';

export default function SpaceView({ visible }: { visible: boolean }) {
  const t = useText();
  const session = useSession();
  const models = useModelFiles(session.plant, session.api);
  const scene = useMemo(() => models && new PlantScene(session.plant, models.files), [session, models]);
  useEffect(() => () => scene?.dispose(), [scene]);
  const theme = SPACE_THEMES[useThemeName()];
  const { mode } = useClockState();
  const map = useSpace((space) => space.map);
  const tool = useSpace((space) => space.tool);
  const [measured, setMeasured] = useState<string>();
  const measuring = useRef<SVGSVGElement>(null);
  useSpaceKeys(visible);
  const view = useRef<ViewControl | null>(null);
  const labels = useRef<HTMLDivElement>(null);
  const [lost, setLost] = useState(false);
  const [generation, setGeneration] = useState(0);

  if (!scene) return <Loading lines={6} />;
  if (scene.empty) return <div className="space-message">{t('space.empty')}</div>;
  if (!graphics().webgl) return <div className="space-message">{t('space.noWebgl')}</div>;
  return (
    <section
      className={`space space-${mode}${tool === 'none' ? '' : ' space-pointing'}${tool === 'fault' ? ' space-fault' : ''}`}
      aria-label={t('space.label')}
      onKeyDown={(event) => {
        if (
          event.target instanceof HTMLElement &&
          event.target.tagName === 'CANVAS' &&
          view.current?.key(event)
        ) {
          event.preventDefault();
          event.stopPropagation();
        }
      }}
    >
      <Canvas
        key={generation}
        frameloop="demand"
        flat
        dpr={1}
        shadows={{ type: graphics().software ? BasicShadowMap : PCFShadowMap }}
        gl={{
          antialias: !graphics().software,
          alpha: false,
          stencil: true,
          powerPreference: 'high-performance',
          // A frame in software draws only what changed over the one before.
          preserveDrawingBuffer: graphics().software,
        }}
        camera={{ fov: 32 }}
        resize={{ debounce: 50 }}
        onCreated={({ gl }) => {
          const { domElement } = gl;
          domElement.tabIndex = 0;
          domElement.setAttribute('role', 'application');
          domElement.setAttribute('aria-label', t('space.label'));
          domElement.addEventListener('webglcontextlost', (event) => {
            event.preventDefault();
            // A canvas that was replaced gives its context back the same way; that is no loss.
            if (domElement.isConnected) setLost(true);
          });
          domElement.addEventListener('webglcontextrestored', () => {
            setLost(false);
            // The camera stays where it was.
            const eye = view.current?.eye;
            if (eye) useSpace.getState().leave(eye);
            // A new canvas builds everything again from the model: nothing of the old context is trusted.
            setGeneration((count) => count + 1);
          });
        }}
      >
        <SpaceStage
          scene={scene}
          theme={theme}
          visible={visible}
          labels={labels}
          measuring={measuring}
          onMeasured={setMeasured}
          view={view}
        />
      </Canvas>
      <div className="labels" ref={labels} aria-hidden="true" />
      <svg className="space-measure" ref={measuring} aria-hidden="true" />
      <Crumbs />
      <RoundChip />
      <MaterialCard />
      <ToolBar view={view} />
      {map && <MiniMap scene={scene} theme={theme} view={view} />}
      {tool === 'measure' && <div className="space-cross" aria-hidden="true" />}
      {tool !== 'none' && (
        <div className="space-hint" data-covers="" role="status">
          {tool === 'walk'
            ? t('space.walkHint')
            : tool === 'fault'
              ? t('space.faultHint')
              : measured
                ? t('space.measured', { distance: measured })
                : t('space.measureHint')}
        </div>
      )}
      {lost && <div className="space-message space-over">{t('space.lost')}</div>}
    </section>
  );
}
