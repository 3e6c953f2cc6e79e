/** One of few, as buttons beside each other. */
export function Choice<Value extends string>({
  label,
  options,
  value,
  onChoose,
}: {
  label: string;
  options: readonly { value: Value; text: string }[];
  value: Value;
  onChoose: (value: Value) => void;
}) {
  return (
    <fieldset className="plan-choice">
      <legend>{label}</legend>
      <div className="ranges">
        {options.map((each) => (
          <button
            key={each.value}
            type="button"
            aria-pressed={each.value === value}
            onClick={() => each.value !== value && onChoose(each.value)}
          >
            {each.text}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
