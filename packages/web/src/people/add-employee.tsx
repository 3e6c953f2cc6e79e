/** The form for a new employee. */
import { useState } from 'react';
import { Act } from '../decisions/parts.tsx';
import { type Sending, useHindrance } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { Field } from '../work/parts.tsx';
import { idFrom, type Role } from './roles.ts';
import { PlaceSelect, RoleSelect } from './selects.tsx';

export function AddEmployee({ sending }: { sending: Sending }) {
  const t = useText();
  const closed = useHindrance()('administer', '');
  const [name, setName] = useState('');
  const [chosenId, setChosenId] = useState<string>();
  const [role, setRole] = useState<Role>('operator');
  const [place, setPlace] = useState('');
  const id = chosenId ?? idFrom(name);
  const missing = name.trim() === '' || id === '' ? t('people.nameMissing') : undefined;
  return (
    <section className="work-form" aria-label={t('people.add')}>
      <h3>{t('people.add')}</h3>
      <Field label={t('people.name')}>
        <input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t('people.id')}>
        <input value={id} maxLength={40} onChange={(event) => setChosenId(event.target.value)} />
      </Field>
      <Field label={t('people.role')}>
        <RoleSelect value={role} onChange={setRole} />
      </Field>
      <Field label={t('people.place')}>
        <PlaceSelect value={place} onChange={setPlace} />
      </Field>
      <p className="page-note wide">{t('people.addNote')}</p>
      <Act
        strong
        hindrance={closed ?? missing}
        pending={sending.pending}
        onAct={async () => {
          const data = { name: name.trim(), kind: 'person', grants: [{ role, place }] };
          if (!(await sending.send({ type: 'add-employee', subject: `employee/${id}`, data }))) return;
          setName('');
          setChosenId(undefined);
        }}
      >
        {t('people.add')}
      </Act>
    </section>
  );
}
