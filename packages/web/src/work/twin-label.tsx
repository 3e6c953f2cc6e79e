/** A label for the machine: its name, and a QR code of the address that opens it. Printed alone on the page. */
import { encode } from 'uqr';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { writeAddress } from '../state/address.ts';

/** Modules of quiet around the code, as ISO/IEC 18004 wants them. */
const QUIET = 4;

export function TwinLabel({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { path, label } = twin.info;
  const query = writeAddress({
    plant: plant.info.id,
    view: 'space',
    twin: path,
    tab: 'work',
    trends: [],
    cursors: [],
  });
  const address = `${location.origin}/${query}`;
  // A label at a machine is dirty and scratched: a quarter of the code may be lost.
  const { data, size } = encode(address, { ecc: 'Q', border: QUIET });
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <div className="twin-label">
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('label.code', { path })}>
        <rect width={size} height={size} fill="#fff" />
        <path d={dark.join('')} fill="#000" />
      </svg>
      <strong>{localText(label, language)}</strong>
      <code>{path}</code>
      <small>{address}</small>
      <button type="button" className="button" onClick={() => print()}>
        {t('label.print')}
      </button>
    </div>
  );
}
