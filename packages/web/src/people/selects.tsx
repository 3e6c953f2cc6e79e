/** Choices that people and tokens share. */
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useTwinName } from '../work/use-work.ts';
import { ROLES, type Role } from './roles.ts';

export function RoleSelect({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const t = useText();
  return (
    <select
      aria-label={t('people.role')}
      value={value}
      onChange={(event) => onChange(ROLES.find((role) => role === event.target.value) ?? value)}
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {t(`role.${role}`)}
        </option>
      ))}
    </select>
  );
}

/** A subtree of the plant; empty: all of it. */
export function PlaceSelect({ value, onChange }: { value: string; onChange: (path: string) => void }) {
  const t = useText();
  const { plant } = useSession();
  const twinName = useTwinName();
  return (
    <select aria-label={t('people.place')} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t('decide.plant')}</option>
      {plant.twins.map(({ info: { path } }) => (
        <option key={path} value={path}>
          {twinName(path)}
        </option>
      ))}
    </select>
  );
}
