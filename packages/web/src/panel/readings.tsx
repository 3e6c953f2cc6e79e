/** What there is to read about a twin: pages of the plant shown in place, PDFs in a window of their own, addresses elsewhere. */
import type { DocumentInfo } from '@millwright/server/client';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Failed, Loading } from '../shell/message.tsx';

const Markdown = lazy(() => import('./markdown.tsx'));

/** Those of its type first, then its own. */
export function Readings({ twin }: { twin: TwinNode }) {
  const t = useText();
  const documents = [...(twin.type?.documents ?? []), ...(twin.info.documents ?? [])];
  if (documents.length === 0) return null;
  return (
    <section>
      <h3 className="panel-section">{t('panel.toRead')}</h3>
      <ul className="readings">
        {documents.map((one) => (
          <li key={one.file?.en ?? one.link}>
            {one.link === undefined ? <FileReading one={one} /> : <LinkReading one={one} link={one.link} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function LinkReading({ one, link }: { one: DocumentInfo; link: string }) {
  const t = useText();
  return (
    <a href={link} target="_blank" rel="noreferrer noopener" title={t('panel.elsewhere')}>
      {localText(one.label, useLanguage())} ↗
    </a>
  );
}

function FileReading({ one }: { one: DocumentInfo }) {
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const name = localText(one.label, language);
  const file = one.file ? localText(one.file, language) : '';
  const kind = file.slice(file.lastIndexOf('.') + 1).toUpperCase();
  return (
    <>
      <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {name}
      </button>{' '}
      <small>{kind}</small>
      {open && <Content file={file} name={name} />}
    </>
  );
}

function Content({ file, name }: { file: string; name: string }) {
  const t = useText();
  const { api, plant } = useSession();
  const found = useQuery({
    queryKey: ['document', plant.info.id, plant.info.revision, file],
    queryFn: ({ signal }) => api.documentFile(plant.info.id, file, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (found.isPending) return <Loading lines={3} />;
  if (found.error) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (file.endsWith('.md')) {
    return (
      <Suspense fallback={<Loading lines={3} />}>
        <Markdown content={found.data} />
      </Suspense>
    );
  }
  return <Bytes content={found.data} name={name} openText={t('panel.openFile')} />;
}

function Bytes({ content, name, openText }: { content: Blob; name: string; openText: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(content);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [content]);
  if (address === undefined) return null;
  return (
    <a href={address} target="_blank" rel="noreferrer">
      {content.type.startsWith('image/') ? (
        <img className="reading-picture" src={address} alt={name} />
      ) : (
        openText
      )}
    </a>
  );
}
