/** Says when the GLB of a type is not drawn, and why. */
import type { TwinTypeInfo } from '@millwright/server/client';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useModelFiles } from '../space/model-files.ts';

export function ModelNote({ type }: { type: TwinTypeInfo }) {
  const t = useText();
  const { plant, api } = useSession();
  const file = type.shape?.model;
  const models = useModelFiles(plant, api);
  const fault = file === undefined ? undefined : models?.faults.get(file);
  if (fault === undefined) return null;
  return (
    <p className="note">
      <code>{file}</code> {t('gallery.notDrawn', { reason: t(`model.${fault}`) })}
    </p>
  );
}
