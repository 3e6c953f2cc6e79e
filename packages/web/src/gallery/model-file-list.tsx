/** The GLB files that types of this plant name, and whether each is drawn. */
import { useMemo } from 'react';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { modelFilesOf, useModelFiles } from '../space/model-files.ts';

export function ModelFileList() {
  const t = useText();
  const language = useLanguage();
  const { plant, api } = useSession();
  const files = useModelFiles(plant, api);
  const named = useMemo(() => modelFilesOf(plant), [plant]);
  if (named.size === 0) return null;
  return (
    <section className="gallery-files">
      <h3>{t('gallery.files')}</h3>
      <ul>
        {[...named].map(([file, types]) => {
          const fault = files?.faults.get(file);
          return (
            <li key={file}>
              <code>{file}</code>
              <span>{types.map((type) => localText(type.label, language)).join(', ')}</span>
              {files === undefined && <span className="quiet">{t('gallery.loading')}</span>}
              {files && fault === undefined && <span>{t('gallery.drawn')}</span>}
              {fault !== undefined && (
                <strong>{t('gallery.notDrawn', { reason: t(`model.${fault}`) })}</strong>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
