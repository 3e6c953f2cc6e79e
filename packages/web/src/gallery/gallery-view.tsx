/** The gallery: every kind of the shape library, drawn live; one of them large, to play with. */
import { SHAPE_KINDS, type ShapeFamily, type ShapeKind } from '@millwright/model/shapes';
import { useEffect, useState } from 'react';
import { localText } from '../i18n/format.ts';
import type { TextKey } from '../i18n/texts.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { graphics } from '../space/pace.ts';
import { ModelFileList } from './model-file-list.tsx';
import { ShapeCard } from './shape-card.tsx';
import { ShapeRoom } from './shape-room.tsx';
import { Studio } from './studio.ts';
import '../styles/gallery.css';

const FAMILIES: Readonly<Record<ShapeFamily, TextKey>> = {
  rolling: 'gallery.rolling',
  drives: 'gallery.drives',
  fluids: 'gallery.fluids',
  handling: 'gallery.handling',
  cranes: 'gallery.cranes',
  power: 'gallery.power',
  process: 'gallery.process',
  site: 'gallery.site',
};
const ALL: readonly ShapeKind[] = [...SHAPE_KINDS.values()];

export default function GalleryView() {
  const t = useText();
  const language = useLanguage();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string>();
  const webgl = graphics().webgl;
  const studio = useStudio(webgl);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = ALL.filter(({ name, label }) => {
    const text = `${name} ${label.en} ${label.zh}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const kind = chosen === undefined ? undefined : SHAPE_KINDS.get(chosen);
  if (!webgl) return <div className="space-message">{t('space.noWebgl')}</div>;
  if (!studio) return null;
  if (kind) {
    const step = (by: number) => setChosen(ALL[(ALL.indexOf(kind) + by + ALL.length) % ALL.length].name);
    return (
      <ShapeRoom
        key={kind.name}
        kind={kind}
        studio={studio}
        onClose={() => setChosen(undefined)}
        onStep={step}
      />
    );
  }
  return (
    <section className="page gallery" aria-label={t('gallery.title')}>
      <div className="page-bar">
        <h2>{t('gallery.title')}</h2>
        <input
          type="search"
          className="filter"
          value={query}
          placeholder={t('gallery.find')}
          aria-label={t('gallery.find')}
          onChange={(event) => setQuery(event.target.value)}
        />
        <span className="gallery-count">{t('gallery.count', { count: found.length })}</span>
      </div>
      <div className="gallery-scroll">
        <ModelFileList />
        {Object.entries(FAMILIES).map(([family, title]) => {
          const members = found.filter((each) => each.family === family);
          if (members.length === 0) return null;
          return (
            <section key={family}>
              <h3>{t(title)}</h3>
              <ul className="gallery-cards">
                {members.map((each) => (
                  <li key={each.name}>
                    <ShapeCard
                      kind={each}
                      title={localText(each.label, language)}
                      studio={studio}
                      onOpen={() => setChosen(each.name)}
                    />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        {found.length === 0 && <p className="quiet">{t('gallery.none')}</p>}
      </div>
    </section>
  );
}

function useStudio(webgl: boolean): Studio | undefined {
  const [studio, setStudio] = useState<Studio>();
  useEffect(() => {
    if (!webgl) return;
    const made = new Studio();
    setStudio(made);
    return () => made.dispose();
  }, [webgl]);
  return studio;
}
