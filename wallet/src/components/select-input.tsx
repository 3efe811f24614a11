interface SelectInputProps<Value extends string> {
  readonly id: string
  readonly label: string
  /** Null for any. */
  readonly value: Value | null
  readonly any: string
  readonly options: readonly { readonly value: Value; readonly words: string }[]
  readonly onChoose: (value: Value | null) => void
}

/** One of several, or any of them. */
export function SelectInput<Value extends string>({ id, label, value, any, options, onChoose }: SelectInputProps<Value>) {
  return (
    <div class="govuk-form-group">
      <label class="govuk-label" for={id}>
        {label}
      </label>
      <select class="govuk-select" id={id} value={value ?? ''} onChange={({ currentTarget: { value: chosen } }) => onChoose(options.find((option) => option.value === chosen)?.value ?? null)}>
        <option value="">{any}</option>
        {options.map((option) => (
          <option value={option.value} key={option.value}>
            {option.words}
          </option>
        ))}
      </select>
    </div>
  )
}
