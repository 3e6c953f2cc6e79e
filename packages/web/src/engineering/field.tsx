/**
 * Fields of forms over a document of the draft. What is typed goes to the draft after a short rest, so that the server says what is
 * wrong while one types; faults stand at the field they belong to. An emptied field is taken out of the document.
 */
import type { DraftFault } from '@millwright/server/client';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { at, isRecord, type Path, textAt } from './data.ts';
import { useDraft } from './use-draft.ts';

/** Rest after the last key before a change is sent. */
const REST_MS = 350;

export interface Place {
  file: string;
  path: Path;
}

interface FieldProps extends Place {
  label: string;
  help?: string;
  placeholder?: string;
  required?: boolean;
}

/** Faults of a place in words, each with its remedy. */
export function Faults({ faults, id }: { faults: readonly DraftFault[]; id?: string }) {
  const t = useText();
  if (faults.length === 0) return null;
  return (
    <ul className="field-faults" id={id}>
      {faults.map((fault) => (
        <li key={`${fault.line}:${fault.column} ${fault.message}`} className={`fault-${fault.severity}`}>
          {fault.message}
          {fault.suggestion !== undefined && <> — {t('build.didYouMean', { name: fault.suggestion })}</>}
        </li>
      ))}
    </ul>
  );
}

/** Label, control, help and faults in their order. */
export function Row({
  id,
  label,
  help,
  faults,
  required,
  children,
}: {
  id: string;
  label: string;
  help?: string;
  faults: readonly DraftFault[];
  required?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={`field${faults.some((f) => f.severity === 'error') ? ' field-wrong' : ''}`}>
      <label htmlFor={id}>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </label>
      {children}
      {help !== undefined && help !== '' && (
        <small id={`${id}-help`} className="field-help">
          {help}
        </small>
      )}
      <Faults faults={faults} id={`${id}-faults`} />
    </div>
  );
}

/** A text that is sent after a rest, at blur and at Enter. `read` makes the value of the document from it. */
export function useTyped(
  { file, path }: Place,
  label: string,
  read: (text: string) => unknown = (text) => text,
): { text: string; type: (text: string) => void; flush: () => void } {
  const { draft } = useDraft();
  const present = textAt(draft.document(file)?.data, path);
  const [typed, setTyped] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef<string>(undefined);
  const send = useRef(() => {});
  send.current = () => {
    clearTimeout(timer.current);
    const text = latest.current;
    latest.current = undefined;
    if (text === undefined) return;
    // What was typed stands until the draft has it, and longer while one goes on typing.
    const settle = () => setTyped((now) => (now === text ? undefined : now));
    if (text === present) return settle();
    const exists = at(draft.document(file)?.data, path) !== undefined;
    const merge = `${file}:${path.join('.')}`;
    if (text !== '') {
      void draft.edit(label, [{ op: 'set', file, path: [...path], value: read(text) }], merge).then(settle);
    } else if (exists) void draft.edit(label, [{ op: 'remove', file, path: [...path] }], merge).then(settle);
    else settle();
  };
  // What was typed last is kept also when the form goes away.
  useEffect(() => () => send.current(), []);
  return {
    text: typed ?? present,
    type: (text) => {
      setTyped(text);
      latest.current = text;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => send.current(), REST_MS);
    },
    flush: () => send.current(),
  };
}

function describedBy(
  id: string,
  help: string | undefined,
  faults: readonly DraftFault[],
): string | undefined {
  const ids = [...(help ? [`${id}-help`] : []), ...(faults.length > 0 ? [`${id}-faults`] : [])];
  return ids.length === 0 ? undefined : ids.join(' ');
}

export function TextField({
  secret,
  read,
  list,
  ...props
}: FieldProps & { secret?: boolean; read?: (text: string) => unknown; list?: readonly string[] }) {
  const id = useId();
  const { draft } = useDraft();
  const { text, type, flush } = useTyped(props, props.label, read);
  const faults = draft.faultsAt(props.file, props.path);
  return (
    <Row id={id} label={props.label} help={props.help} faults={faults} required={props.required}>
      <input
        id={id}
        type={secret && !text.startsWith('${') ? 'password' : 'text'}
        autoComplete="off"
        spellCheck={false}
        value={text}
        placeholder={props.placeholder}
        list={list === undefined ? undefined : `${id}-list`}
        aria-invalid={faults.some((f) => f.severity === 'error')}
        aria-describedby={describedBy(id, props.help, faults)}
        onChange={(event) => type(event.target.value)}
        onBlur={flush}
        onKeyDown={(event) => event.key === 'Enter' && flush()}
      />
      {list !== undefined && (
        <datalist id={`${id}-list`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </Row>
  );
}

/** A number where it is one; anything else goes to the document as it is, so that the fault is told. */
export function NumberField(props: FieldProps) {
  return (
    <TextField
      {...props}
      read={(text) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text)}
    />
  );
}

/** A text for people in both languages. */
export function LabelField(props: FieldProps) {
  const id = useId();
  const { draft } = useDraft();
  const t = useText();
  const value = at(draft.document(props.file)?.data, props.path);
  const [en, zh] = isRecord(value) ? [textAt(value, ['en']), textAt(value, ['zh'])] : [textAt(value, []), ''];
  const faults = draft.faultsAt(props.file, props.path);
  const put = (nextEn: string, nextZh: string) => {
    const { file, path } = props;
    const next = nextZh === '' ? nextEn : { en: nextEn, zh: nextZh };
    const merge = `${file}:${path.join('.')}`;
    if (nextEn === '' && nextZh === '') {
      return value === undefined
        ? undefined
        : draft.edit(props.label, [{ op: 'remove', file, path: [...path] }], merge);
    }
    return draft.edit(props.label, [{ op: 'set', file, path: [...path], value: next }], merge);
  };
  return (
    <Row id={id} label={props.label} help={props.help} faults={faults} required={props.required}>
      <div className="field-pair">
        <Rested
          id={id}
          value={en}
          placeholder={t('build.english')}
          onRest={(text) => put(text, zh)}
          label={props.label}
        />
        <Rested
          value={zh}
          placeholder={t('build.chinese')}
          onRest={(text) => put(en, text)}
          label={`${props.label} (${t('build.chinese')})`}
        />
      </div>
    </Row>
  );
}

/** An input that tells its text after a rest. */
export function Rested({
  id,
  value,
  label,
  placeholder,
  onRest,
}: {
  id?: string;
  value: string;
  label: string;
  placeholder?: string;
  /** Resolves when the draft has it. */
  onRest: (text: string) => unknown;
}) {
  const [typed, setTyped] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = (text: string | undefined) => {
    clearTimeout(timer.current);
    const settle = () => setTyped((now) => (now === text ? undefined : now));
    if (text === undefined || text === value) settle();
    else void Promise.resolve(onRest(text)).then(settle);
  };
  return (
    <input
      id={id}
      type="text"
      autoComplete="off"
      spellCheck={false}
      aria-label={id === undefined ? label : undefined}
      placeholder={placeholder}
      value={typed ?? value}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => tell(text), REST_MS * 2);
      }}
      onBlur={() => tell(typed)}
      onKeyDown={(event) => event.key === 'Enter' && tell(typed)}
    />
  );
}

export function SelectField({
  options,
  ...props
}: FieldProps & { options: readonly { value: string; text: string }[] }) {
  const id = useId();
  const { draft } = useDraft();
  const value = textAt(draft.document(props.file)?.data, props.path);
  const faults = draft.faultsAt(props.file, props.path);
  const { file, path } = props;
  return (
    <Row id={id} label={props.label} help={props.help} faults={faults} required={props.required}>
      <select
        id={id}
        value={value}
        aria-invalid={faults.some((f) => f.severity === 'error')}
        aria-describedby={describedBy(id, props.help, faults)}
        onChange={(event) => {
          const next = event.target.value;
          if (next === '') void draft.edit(props.label, [{ op: 'remove', file, path: [...path] }]);
          else void draft.edit(props.label, [{ op: 'set', file, path: [...path], value: next }]);
        }}
      >
        {!options.some((one) => one.value === value) && <option value={value}>{value}</option>}
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.text}
          </option>
        ))}
      </select>
    </Row>
  );
}

/** A list of texts, one a line. */
export function LinesField(props: FieldProps) {
  const id = useId();
  const { draft } = useDraft();
  const value = at(draft.document(props.file)?.data, props.path);
  const present = Array.isArray(value) ? value.map(String).join('\n') : '';
  const [typed, setTyped] = useState<string>();
  const faults = draft.faultsAt(props.file, props.path);
  const { file, path } = props;
  const send = () => {
    if (typed === undefined || typed === present) return setTyped(undefined);
    const lines = typed
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    setTyped(undefined);
    if (lines.length > 0) void draft.edit(props.label, [{ op: 'set', file, path: [...path], value: lines }]);
    else if (value !== undefined) void draft.edit(props.label, [{ op: 'remove', file, path: [...path] }]);
  };
  return (
    <Row id={id} label={props.label} help={props.help} faults={faults} required={props.required}>
      <textarea
        id={id}
        rows={Math.min(6, Math.max(2, (typed ?? present).split('\n').length))}
        spellCheck={false}
        value={typed ?? present}
        aria-describedby={describedBy(id, props.help, faults)}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={send}
      />
    </Row>
  );
}
