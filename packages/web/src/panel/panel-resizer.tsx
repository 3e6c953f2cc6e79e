/** The edge of the panel: dragged, or moved by arrow keys, to make it wider or narrower; a double click restores it. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useText } from '../i18n/use-text.ts';
import { PANEL_REM, useUi } from '../state/ui-store.ts';
import { textScale } from '../styles/scale.ts';

/** One press of an arrow key, rem. */
const STEP_REM = 1.5;

export function PanelResizer() {
  const t = useText();
  const width = useUi((ui) => ui.panelWidth);
  const { setPanelWidth } = useUi.getState();
  const held = useRef<{ x: number; width: number } | undefined>(undefined);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const from = held.current;
    if (from) setPanelWidth(from.width + (from.x - event.clientX) / (16 * textScale()));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const steps: Record<string, number> = {
      ArrowLeft: width + STEP_REM,
      ArrowRight: width - STEP_REM,
      Home: PANEL_REM.most,
      End: PANEL_REM.least,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setPanelWidth(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be dragged; this is the window splitter of WAI-ARIA.
    <div
      className="panel-resizer"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('panel.width')}
      title={t('panel.width')}
      aria-valuenow={Math.round(width)}
      aria-valuemin={PANEL_REM.least}
      aria-valuemax={PANEL_REM.most}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        held.current = undefined;
      }}
      onPointerCancel={() => {
        held.current = undefined;
      }}
      onDoubleClick={() => setPanelWidth(PANEL_REM.usual)}
      onKeyDown={onKeyDown}
    />
  );
}
