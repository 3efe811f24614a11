import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Fault } from '../domain/fault.ts'
import type { HeldCredential, StandingState } from '../domain/held-credential.ts'
import { go } from '../routes.ts'
import { atTime, faultWords, inLanguage, refusalWords, say } from '../words/words.ts'

/** A screen's heading; it takes the focus, so that a screen reader hears where it is. */
export function Heading({ children }: { readonly children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <h1 class="govuk-heading-l" tabIndex={-1} ref={heading}>
      {children}
    </h1>
  )
}

export function Link({ to, children, class: name = 'govuk-link' }: { readonly to: string; readonly children: ComponentChildren; readonly class?: string }) {
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a class={name} href={to} onClick={follow}>
      {children}
    </a>
  )
}

export function Waiting({ children }: { readonly children: ComponentChildren }) {
  return (
    <>
      <Heading>{children}</Heading>
      <p class="govuk-body" role="status">
        {say('common.working')}
      </p>
    </>
  )
}

export function FaultScreen({ fault, retry }: { readonly fault: Fault; readonly retry?: () => void }) {
  const [title, next] = fault.code === 'answer_refused' ? refusalWords(fault.refusal) : faultWords(fault.code)
  return (
    <>
      <Heading>{title}</Heading>
      <p class="govuk-body">{next}</p>
      <div class="govuk-button-group">
        {retry !== undefined && fault.code === 'not_reachable' ? (
          <button type="button" class="govuk-button" onClick={retry}>
            {say('common.tryAgain')}
          </button>
        ) : null}
        <Link to="/">{say('common.goHome')}</Link>
      </div>
    </>
  )
}

export function ErrorSummary({ message, target }: { readonly message: string; readonly target: string }) {
  const summary = useRef<HTMLDivElement>(null)
  useEffect(() => summary.current?.focus(), [message])
  return (
    <div class="govuk-error-summary" tabIndex={-1} ref={summary}>
      <div role="alert">
        <h2 class="govuk-error-summary__title">{say('common.problem')}</h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            <li>
              <a href={`#${target}`}>{message}</a>
            </li>
          </ul>
        </div>
      </div>
    </div>
  )
}

export function SummaryList({ rows }: { readonly rows: readonly { readonly label: string; readonly value: ComponentChildren }[] }) {
  return (
    <dl class="govuk-summary-list">
      {rows.map(({ label, value }) => (
        <div class="govuk-summary-list__row" key={label}>
          <dt class="govuk-summary-list__key">{label}</dt>
          <dd class="govuk-summary-list__value">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const tagColours: Readonly<Record<StandingState, string>> = { active: 'green', suspended: 'yellow', withdrawn: 'red', expired: 'grey', unknown: 'grey' }

export function StandingTag({ standing }: { readonly standing: HeldCredential['standing'] }) {
  return <strong class={`govuk-tag govuk-tag--${tagColours[standing.state]}`}>{say(`state.${standing.state}`)}</strong>
}

/** What a credential's state means, and what to do about it. */
export function StandingNext({ standing }: { readonly standing: HeldCredential['standing'] }) {
  const { state, checkedAt } = standing
  return (
    <>
      {state === 'active' ? null : <p class="govuk-body">{say(`state.${state}Next`)}</p>}
      {checkedAt === null ? null : <p class="govuk-body-s">{say('home.asOf', { when: atTime(checkedAt) })}</p>}
    </>
  )
}

export function Card({ held, children }: { readonly held: HeldCredential; readonly children?: ComponentChildren }) {
  const art = (element: HTMLElement | null): void => {
    // Set as properties, since a strict content security policy forbids style attributes in markup.
    element?.style.setProperty('--card', held.card.background)
    element?.style.setProperty('--card-text', held.card.text)
  }
  return (
    <article class="wallet-card">
      <div class="wallet-card__face" ref={art}>
        <h2 class="govuk-heading-m wallet-card__name">{inLanguage(held.name)}</h2>
        <p class="wallet-card__issuer">{inLanguage(held.issuer.name)}</p>
      </div>
      <div class="wallet-card__foot">{children}</div>
    </article>
  )
}
