/** The picture of a step of a procedure. */
import { useEffect, useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { PhotoImage } from './photo.tsx';

/** `file` as the step names it; `name` for who cannot see it. */
export function StepPicture({ file, name }: { file: string; name: string }) {
  const t = useText();
  const { api, office } = useSession();
  const [content, setContent] = useState<Blob>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    api
      .fetchRaw(office.client.pictureAddress(file), { signal: abort.signal })
      .then((response) => response.blob())
      .then(setContent, () => {
        if (!abort.signal.aborted) setFailed(true);
      });
    return () => abort.abort();
  }, [api, office, file]);
  if (failed) return <p className="page-note">{t('run.noPicture', { file })}</p>;
  if (!content) return null;
  return (
    <figure className="step-picture">
      <PhotoImage content={content} name={t('run.picture', { step: name })} />
    </figure>
  );
}
