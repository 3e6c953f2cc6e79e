/** Tools of the space: buttons with their keys, and what the tool that is on needs. */
import { type RefObject, useState } from 'react';
import type { TextKey } from '../i18n/texts.ts';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { useUi } from '../state/ui-store.ts';
import { removeView, savedViews, saveView } from './saved-views.ts';
import { type SectionAxis, useSpace } from './space-store.ts';
import { ToolIcon, type ToolIconName } from './tool-icons.tsx';
import { type SpaceAction, spaceAction } from './use-space-keys.ts';
import type { ViewControl } from './view-control.ts';

const AXES: readonly { axis: SectionAxis; text: TextKey }[] = [
  { axis: 'x', text: 'space.axisX' },
  { axis: 'y', text: 'space.axisY' },
  { axis: 'z', text: 'space.axisZ' },
];

export function ToolBar({ view }: { view: RefObject<ViewControl | null> }) {
  const t = useText();
  const session = useSession();
  const [viewsOpen, setViewsOpen] = useState(false);
  const space = useSpace();
  const home = useUi((ui) => ui.home);
  const focus = useUi((ui) => ui.focus);
  const selected = useUi((ui) => ui.twin);
  const button = (name: ToolIconName, text: TextKey, on: boolean, action: SpaceAction, disabled = false) => (
    <button
      type="button"
      className={`icon-button tool-${name}`}
      title={t(text)}
      aria-label={t(text)}
      aria-pressed={on}
      disabled={disabled}
      onClick={() => spaceAction(session.plant, action)}
    >
      <ToolIcon name={name} />
    </button>
  );
  return (
    <div
      className="space-tools"
      data-covers=""
      role="toolbar"
      aria-label={t('space.tools')}
      aria-orientation="vertical"
    >
      <button
        type="button"
        className="icon-button"
        title={t('space.home')}
        aria-label={t('space.home')}
        onClick={home}
      >
        <Icon name="home" />
      </button>
      <button
        type="button"
        className="icon-button"
        title={t('space.zoom')}
        aria-label={t('space.zoom')}
        disabled={selected === undefined}
        onClick={focus}
      >
        <Icon name="target" />
      </button>
      {button(
        'isolate',
        'space.isolate',
        space.isolated !== undefined,
        'isolate',
        !selected && !space.isolated,
      )}
      {button(
        'explode',
        'space.explode',
        space.exploded !== undefined,
        'explode',
        !selected && !space.exploded,
      )}
      {button('section', 'space.section', space.section !== undefined, 'section')}
      {button('measure', 'space.measure', space.tool === 'measure', 'measure')}
      {button('walk', 'space.walk', space.tool === 'walk', 'walk')}
      <button
        type="button"
        className="icon-button"
        title={t('space.views')}
        aria-label={t('space.views')}
        aria-expanded={viewsOpen}
        onClick={() => setViewsOpen(!viewsOpen)}
      >
        <ToolIcon name="views" />
      </button>
      {button('map', 'space.mapToggle', space.map, 'map')}
      <div className="space-boxes">
        {space.section && <SectionBox />}
        {viewsOpen && <ViewsBox view={view} />}
      </div>
    </div>
  );
}

function SectionBox() {
  const t = useText();
  const section = useSpace((space) => space.section);
  const setSection = useSpace((space) => space.setSection);
  if (!section) return null;
  return (
    <fieldset className="space-box" data-covers="">
      <legend>{t('space.sectionTitle')}</legend>
      <div className="space-axes">
        {AXES.map(({ axis, text }) => (
          <button
            key={axis}
            type="button"
            className="button"
            aria-pressed={section.axis === axis}
            onClick={() => setSection({ ...section, axis })}
          >
            {t(text)}
          </button>
        ))}
      </div>
      <input
        type="range"
        min={0}
        max={1}
        step={0.005}
        value={section.share}
        aria-label={t('space.sectionPlace')}
        onChange={(event) => setSection({ ...section, share: Number(event.target.value) })}
      />
      <label>
        <input
          type="checkbox"
          checked={section.flipped}
          onChange={(event) => setSection({ ...section, flipped: event.target.checked })}
        />
        {t('space.sectionFlip')}
      </label>
    </fieldset>
  );
}

function ViewsBox({ view }: { view: RefObject<ViewControl | null> }) {
  const t = useText();
  const plant = useSession().plant.info.id;
  const [views, setViews] = useState(() => savedViews(plant));
  const [name, setName] = useState('');
  const goTo = useSpace((space) => space.goTo);
  return (
    <section className="space-box" data-covers="" aria-label={t('space.views')}>
      <form
        className="space-save"
        onSubmit={(event) => {
          event.preventDefault();
          const eye = view.current?.eye;
          if (!eye || name.trim() === '') return;
          setViews(saveView(plant, { name, eye }));
          // The address then holds the camera too: the link is the view.
          goTo(eye);
          setName('');
        }}
      >
        <input
          value={name}
          aria-label={t('space.viewName')}
          placeholder={t('space.viewName')}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="button" disabled={name.trim() === ''}>
          {t('space.viewSave')}
        </button>
      </form>
      {views.length === 0 && <p>{t('space.viewsNone')}</p>}
      <ul>
        {views.map((each) => (
          <li key={each.name}>
            <button type="button" className="link" onClick={() => goTo(each.eye)}>
              {each.name}
            </button>
            <button
              type="button"
              className="icon-button"
              title={t('space.viewRemove', { name: each.name })}
              aria-label={t('space.viewRemove', { name: each.name })}
              onClick={() => setViews(removeView(plant, each.name))}
            >
              <Icon name="close" size={12} />
            </button>
          </li>
        ))}
      </ul>
      <p className="space-note">{t('space.viewsLink')}</p>
    </section>
  );
}
