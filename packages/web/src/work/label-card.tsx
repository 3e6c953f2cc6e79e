/** What stands on a label: the name of a twin, and a QR code of the address that opens it with its work. */
import { encode } from 'uqr';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { writeAddress } from '../state/address.ts';

/** Modules of quiet around the code, as ISO/IEC 18004 wants them. */
const QUIET = 4;

export function LabelCard({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { path, label } = twin.info;
  const address = labelAddress(plant.info.id, path);
  // A label at a machine is dirty and scratched: a quarter of the code may be lost.
  const { data, size } = encode(address, { ecc: 'Q', border: QUIET });
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <>
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('label.code', { path })}>
        <rect width={size} height={size} fill="#fff" />
        <path d={dark.join('')} fill="#000" />
      </svg>
      <strong>{localText(label, language)}</strong>
      <code>{path}</code>
      <small>{address}</small>
    </>
  );
}

function labelAddress(plant: string, twin: string): string {
  const query = writeAddress({ plant, view: 'space', twin, tab: 'work', trends: [], cursors: [] });
  return `${location.origin}/${query}`;
}

/** Said where the address of the page is not one that a phone could open. */
export function LoopbackNote() {
  const t = useText();
  if (!/^(localhost|127\.|\[::1\])/.test(location.hostname)) return null;
  return <p className="page-remark label-note-line">{t('label.loopback')}</p>;
}
