/** Labels of many twins on sheets to be printed: one QR code for each machine, and for its parts where they are wanted. */
import { useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { LabelCard, LoopbackNote } from './label-card.tsx';
import { Field } from './parts.tsx';
import { useTwinName } from './use-work.ts';

/** More are printed level by level. */
const MOST = 300;

export function LabelSheet() {
  const t = useText();
  const { plant } = useSession();
  const twinName = useTwinName();
  const selected = useUi((ui) => ui.twin);
  const [below, setBelow] = useState(selected ?? '');
  const [parts, setParts] = useState(false);
  const twins = plant.twins
    .filter(({ info: { path } }) => below === '' || path === below || path.startsWith(`${below}/`))
    .filter((twin) => twin.info.path === below || parts || !isPart(twin))
    .slice(0, MOST);
  return (
    <>
      <p className="page-note">{t('label.sheetAbout')}</p>
      <LoopbackNote />
      <div className="work-bar">
        <Field label={t('label.below')}>
          <select value={below} onChange={(event) => setBelow(event.target.value)}>
            <option value="">{t('label.everything')}</option>
            {plant.twins.map(({ info: { path } }) => (
              <option key={path} value={path}>
                {twinName(path)}
              </option>
            ))}
          </select>
        </Field>
        <label>
          <input type="checkbox" checked={parts} onChange={(event) => setParts(event.target.checked)} />{' '}
          {t('label.depth')}
        </label>
        <button type="button" className="button button-strong" onClick={() => print()}>
          {t('label.open')}
        </button>
        <span className="page-note">{t('label.count', { count: twins.length })}</span>
      </div>
      <ul className="label-sheet label-print">
        {twins.map((twin) => (
          <li key={twin.info.path} className="twin-label">
            <LabelCard twin={twin} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Whether it is a part of a machine: the machine above it has a label of its own. */
function isPart({ parent }: TwinNode): boolean {
  for (let above = parent; above; above = above.parent) if (above.type?.shape) return true;
  return false;
}
