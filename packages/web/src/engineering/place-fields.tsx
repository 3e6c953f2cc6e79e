/** Where a twin stands, by numbers: metres in the frame of its parent, and degrees about the vertical. */
import { useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { listAt, textAt } from './data.ts';
import { NumberField } from './field.tsx';
import { GRID, TURN_STEP } from './snapping.ts';
import { TWINS_FILE } from './twin-edits.ts';
import { useDraft } from './use-draft.ts';

const AXES = ['build.axis.x', 'build.axis.y', 'build.axis.z'] as const;

export function PlaceFields({ index }: { index: number }) {
  const t = useText();
  return (
    <section className="build-section" aria-label={t('build.place')}>
      <h4>{t('build.place')}</h4>
      <div className="fields fields-narrow">
        {AXES.map((axis, i) => (
          <PlaceNumber key={axis} index={index} axis={i} label={t(axis)} />
        ))}
        <NumberField
          file={TWINS_FILE}
          path={['twins', index, 'place', 'turn']}
          label={t('build.turn')}
          placeholder="0"
        />
      </div>
      <p className="field-help">{t('place.help', { grid: GRID, turn: TURN_STEP })}</p>
    </section>
  );
}

/** One number of the place; the three are one list in the document. */
function PlaceNumber({ index, axis, label }: { index: number; axis: number; label: string }) {
  const { draft } = useDraft();
  const [typed, setTyped] = useState<string>();
  const path = ['twins', index, 'place', 'at'];
  const present = listAt(draft.document(TWINS_FILE)?.data, path);
  const value = textAt(present, [axis]) || '0';
  const done = () => {
    const number = Number(typed);
    setTyped(undefined);
    if (typed === undefined || typed.trim() === '' || !Number.isFinite(number) || String(number) === value)
      return;
    const next = [0, 1, 2].map((i) => (i === axis ? number : Number(present[i] ?? 0) || 0));
    void draft.edit(label, [{ op: 'set', file: TWINS_FILE, path, value: next }]);
  };
  return (
    <div className="field">
      <label>
        {label}
        <input
          type="text"
          inputMode="decimal"
          value={typed ?? value}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={done}
          onKeyDown={(event) => event.key === 'Enter' && done()}
        />
      </label>
    </div>
  );
}
