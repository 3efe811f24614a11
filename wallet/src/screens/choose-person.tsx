import type { Wallet } from '../assemble.ts'
import { say } from '../words/words.ts'
import { usePeople } from './use-people.ts'

/** Who of several people answers, or collects: nothing where there is but one. */
export function ChoosePerson({ wallet, legend }: { readonly wallet: Wallet; readonly legend: string }) {
  const { people, inSight } = usePeople(wallet)
  if (people.length < 2) return null
  return (
    <div class="govuk-form-group">
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{legend}</legend>
        <div class="govuk-radios govuk-radios--inline govuk-radios--small">
          {people.map(({ id, name }) => (
            <div class="govuk-radios__item" key={id}>
              <input class="govuk-radios__input" type="radio" name="person" id={`person-${id}`} checked={id === inSight?.id} onChange={() => wallet.showPerson(id)} />
              <label class="govuk-label govuk-radios__label" for={`person-${id}`}>
                {name}
              </label>
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  )
}

/** Whose wallet it is, above every screen. */
export function WhoseWallet({ wallet }: { readonly wallet: Wallet }) {
  const { people, inSight } = usePeople(wallet)
  return people.length < 2 || inSight === null ? null : <strong class="wallet-header__person">{say('people.whose', { name: inSight.name })}</strong>
}
