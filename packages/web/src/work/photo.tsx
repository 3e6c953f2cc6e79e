/** Photos: taken with the camera or chosen, and shown again. */
import { useEffect, useId, useRef, useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import type { Photo } from './shelf.ts';

const TYPES = ['image/jpeg', 'image/png', 'image/webp'];
/** As the server takes. */
const LARGEST = 20 * 1024 * 1024;

interface PhotoInputProps {
  label: string;
  hindrance?: string | undefined;
  onPhoto: (photo: Photo) => void;
}

/** Opens the camera of a phone, or asks for a file. */
export function PhotoInput({ label, hindrance, onPhoto }: PhotoInputProps) {
  const t = useText();
  const why = useId();
  const input = useRef<HTMLInputElement>(null);
  const [refusal, setRefusal] = useState<string>();
  const closed = hindrance !== undefined;
  return (
    <div className="photo-input">
      <button
        type="button"
        className="button act"
        aria-disabled={closed}
        aria-describedby={closed ? why : undefined}
        title={hindrance}
        onClick={() => !closed && input.current?.click()}
      >
        <Icon name="camera" size={16} /> {label}
      </button>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label={label}
        tabIndex={-1}
        accept={TYPES.join(',')}
        capture="environment"
        disabled={closed}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (!file) return;
          const isWrong = !TYPES.includes(file.type) || file.size > LARGEST;
          setRefusal(isWrong ? t('photo.wrong') : undefined);
          if (!isWrong) onPhoto({ name: nameOf(file), content: file });
        }}
      />
      {closed && (
        <span id={why} className="visually-hidden">
          {hindrance}
        </span>
      )}
      {refusal && <p role="alert">{refusal}</p>}
    </div>
  );
}

/** A name without what a file's name must not have. */
function nameOf({ name }: File): string {
  const clean = name.replace(/[/\\\p{Cc}]/gu, '-').trim();
  return clean === '' ? 'photo' : clean.slice(-200);
}

/** A photo that the server keeps; other files as a link to save them. */
export function KeptPhoto({ hash, name, type }: { hash: string; name: string; type: string }) {
  const { api, office } = useSession();
  const [content, setContent] = useState<Blob>();
  useEffect(() => {
    const abort = new AbortController();
    if (hash !== '' && type.startsWith('image/')) {
      void api
        .fetchRaw(office.client.fileAddress(hash), { signal: abort.signal })
        .then((response) => response.blob())
        .then(setContent, () => {});
    }
    return () => abort.abort();
  }, [api, office, hash, type]);
  if (content) return <PhotoImage content={new Blob([content], { type })} name={name} />;
  return hash === '' ? <span>{name}</span> : <a href={office.client.fileAddress(hash)}>{name}</a>;
}

export function PhotoImage({ content, name }: { content: Blob; name: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(content);
    if (image.current) image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [content]);
  return <img ref={image} className="photo" alt={name} />;
}
