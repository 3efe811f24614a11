import { useEffect, useRef } from 'preact/hooks'
import { say } from '../words/words.ts'
import { LinkWithin } from './links.tsx'

/** What is wrong with what was entered. `attempt` counts: the same error twice is said twice. */
export function ErrorSummary({ message, target, attempt }: { readonly message: string; readonly target: string; readonly attempt: number }) {
  const summary = useRef<HTMLDivElement>(null)
  useEffect(() => summary.current?.focus(), [attempt])
  return (
    <div class="govuk-error-summary" tabIndex={-1} ref={summary}>
      <div role="alert">
        <h2 class="govuk-error-summary__title">{say('common.problem')}</h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            <li>
              <LinkWithin to={target}>{message}</LinkWithin>
            </li>
          </ul>
        </div>
      </div>
    </div>
  )
}

export function ErrorMessage({ id, children }: { readonly id: string; readonly children: string }) {
  return (
    <p id={id} class="govuk-error-message">
      <span class="govuk-visually-hidden">{say('common.error')}:</span> {children}
    </p>
  )
}
