import type { ComponentChildren } from 'preact'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { sourceOf } from '../domain/card-picture.ts'
import type { HeldCredential, StandingState } from '../domain/held-credential.ts'
import type { Renewal } from '../domain/renewal.ts'
import { atTime, inLanguage, onDate, say } from '../words/words.ts'
import { Link } from './links.tsx'

interface CardProps {
  readonly name: Bilingual
  readonly issuer: Bilingual
  readonly card: HeldCredential['card']
  readonly children?: ComponentChildren
}

/** A credential as a card: its face in the issuer's colours, and beneath it what there is to say. */
export function Card({ name, issuer, card, children }: CardProps) {
  const paint = (element: HTMLElement | null): void => {
    // Set as properties, since a strict content security policy forbids style attributes in markup.
    element?.style.setProperty('--card', card.background)
    element?.style.setProperty('--card-text', card.text)
  }
  return (
    <article class="wallet-card">
      <div class="wallet-card__face" ref={paint}>
        <div>
          <h2 class="govuk-heading-m wallet-card__name">{inLanguage(name)}</h2>
          <p class="wallet-card__issuer">{inLanguage(issuer)}</p>
        </div>
        {card.art === undefined ? null : <img class="wallet-card__art" src={sourceOf(card.art)} alt={inLanguage(card.art.alt)} width="64" height="64" />}
      </div>
      {children === undefined ? null : <div class="wallet-card__foot">{children}</div>}
    </article>
  )
}

const tagColours: Readonly<Record<StandingState, string>> = { active: 'green', suspended: 'yellow', withdrawn: 'red', expired: 'grey', unknown: 'grey' }

export function StandingTag({ standing }: { readonly standing: HeldCredential['standing'] }) {
  return <strong class={`govuk-tag govuk-tag--${tagColours[standing.state]}`}>{say(`state.${standing.state}`)}</strong>
}

/** What a credential's state means, what to do about it, and how old that news is. */
export function StandingNext({ standing }: { readonly standing: HeldCredential['standing'] }) {
  const { state, checkedAt, isStale } = standing
  return (
    <>
      {state === 'active' ? null : <p class="govuk-body">{say(`state.${state}Next`)}</p>}
      {checkedAt === null ? null : <p class="govuk-body-s">{say(isStale === true ? 'home.asOf' : 'home.checked', { when: atTime(checkedAt) })}</p>}
    </>
  )
}

/** When its issuer gave it anew without the citizen, and what is different since. */
export function RenewedNote({ renewed }: { readonly renewed: HeldCredential['renewed'] | undefined }) {
  if (renewed === undefined) return null
  const day = onDate(renewed.at)
  return <p class="govuk-body">{renewed.changed.length === 0 ? say('renewal.renewedSame', { day }) : say('renewal.renewedChanged', { day, what: renewed.changed.map(inLanguage).join(', ') })}</p>
}

/** From when on a credential may be renewed; once it may, by whom and until when. */
export function RenewalNext({ renewal, held }: { readonly renewal: Renewal | null; readonly held: Pick<HeldCredential, 'id' | 'name' | 'issuer'> }) {
  if (renewal === null) return null
  if (!renewal.isOpen) return <p class="govuk-body-s">{say('renewal.from', { day: onDate(renewal.from) })}</p>
  const who = inLanguage(held.issuer.name)
  return (
    <>
      <p class="govuk-body">
        <strong class="govuk-tag govuk-tag--orange">{say('renewal.now')}</strong> {say('renewal.ask', { who, day: onDate(renewal.until) })}
      </p>
      <p class="govuk-body wallet-screen-only">
        <Link to={`/renew/${held.id}`}>{say('renewal.signIn', { who, name: inLanguage(held.name) })}</Link>
      </p>
    </>
  )
}
