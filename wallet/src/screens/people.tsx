import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { ErrorMessage, ErrorSummary } from '../components/errors.tsx'
import { Heading } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { firstPerson, longestPersonName, type Person } from '../domain/person.ts'
import { say } from '../words/words.ts'
import { usePeople } from './use-people.ts'

/** Whose credentials this wallet holds: who is in sight, who else there is, and somebody more. */
export function PeopleScreen({ wallet }: { readonly wallet: Wallet }) {
  const { people, inSight } = usePeople(wallet)
  const adding = useAdding(people.length === 0)
  const [said, setSaid] = useState('')
  const remove = async ({ id, name }: Person): Promise<void> => {
    setSaid(say((await wallet.removePerson(id)) ? 'people.removed' : 'people.holdsSomething', { name }))
    document.querySelector<HTMLElement>('h1')?.focus()
  }
  const show = ({ id, name }: Person): void => {
    wallet.showPerson(id)
    setSaid(say('people.shown', { name }))
    document.querySelector<HTMLElement>('h1')?.focus()
  }
  return (
    <>
      <Link to="/settings" class="govuk-back-link">
        {say('common.back')}
      </Link>
      {adding.missing === undefined ? null : <ErrorSummary message={adding.missing.missing} target={adding.missing.id} attempt={adding.attempt} />}
      <Heading hasError={adding.missing !== undefined}>{say('people.title')}</Heading>
      <p class="govuk-body">{say('people.explained')}</p>
      <p class="govuk-inset-text">{say('people.sameLock')}</p>
      <p class="govuk-body" role="status">
        {said}
      </p>
      {people.length === 0 ? null : (
      <ul class="govuk-list wallet-activity">
        {people.map((one) => (
          <li key={one.id}>
            <h2 class="govuk-heading-s">{one.name}</h2>
            <div class="wallet-actions">
              {one.id === inSight?.id ? (
                <strong class="govuk-tag">{say('people.inSight')}</strong>
              ) : (
                <button type="button" class="wallet-link-button" onClick={() => show(one)}>
                  {say('people.show', { name: one.name })}
                </button>
              )}
              {one.id === firstPerson || one.id === inSight?.id ? null : (
                <button type="button" class="wallet-link-button" onClick={() => void remove(one)}>
                  {say('people.remove', { name: one.name })}
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
      )}
      <AddPerson
        adding={adding}
        onAdd={async (name, own) => {
          show({ id: await wallet.addPerson(name, own), name })
        }}
      />
    </>
  )
}

/** With the second person the first one gets a name, too. What is wrong is said above the screen's heading, as everywhere. */
function useAdding(isFirst: boolean) {
  const [own, setOwn] = useState('')
  const [name, setName] = useState('')
  const [attempt, setAttempt] = useState(0)
  const fields = [...(isFirst ? [{ id: 'person-own', label: say('people.own'), missing: say('people.ownMissing'), value: own, set: setOwn }] : []), { id: 'person-name', label: say('people.name'), missing: say('people.nameMissing'), value: name, set: setName }]
  const missing = attempt === 0 ? undefined : fields.find(({ value }) => value.trim() === '')
  /** Null where a name is missing. */
  const take = (): { readonly name: string; readonly own: string | null } | null => {
    const isWhole = fields.every(({ value }) => value.trim() !== '')
    setAttempt(isWhole ? 0 : attempt + 1)
    if (!isWhole) return null
    setName('')
    return { name: name.trim(), own: isFirst ? own : null }
  }
  return { fields, missing, attempt, take }
}

function AddPerson({ adding: { fields, missing, take }, onAdd }: { readonly adding: ReturnType<typeof useAdding>; readonly onAdd: (name: string, own: string | null) => Promise<void> }) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const added = take()
    if (added !== null) void onAdd(added.name, added.own)
  }
  return (
    <form onSubmit={submit} noValidate>
      <h2 class="govuk-heading-m">{say('people.add')}</h2>
      {fields.map(({ id, label, missing: message, value, set }) => {
        const isMissing = missing?.id === id
        return (
          <div class={`govuk-form-group ${isMissing ? 'govuk-form-group--error' : ''}`} key={id}>
            <label class="govuk-label" for={id}>
              {label}
            </label>
            {isMissing ? <ErrorMessage id={`${id}-error`}>{message}</ErrorMessage> : null}
            <input class={`govuk-input ${isMissing ? 'govuk-input--error' : ''}`} id={id} type="text" autoComplete="off" spellcheck={false} maxLength={longestPersonName} aria-describedby={isMissing ? `${id}-error` : undefined} value={value} onInput={(event) => set(event.currentTarget.value)} />
          </div>
        )
      })}
      <button type="submit" class="govuk-button">
        {say('people.addButton')}
      </button>
    </form>
  )
}
