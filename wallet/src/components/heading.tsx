import { useEffect, useRef } from 'preact/hooks'
import { say } from '../words/words.ts'

// The browser itself says where it is when a page loads; from then on the headings do.
let isFirst = true

/** A screen's heading: names the window, and takes the focus, so that a screen reader hears what came. A summary of errors above it keeps the focus. */
export function Heading({ children, hasError = false }: { readonly children: string; readonly hasError?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${hasError ? `${say('common.error')}: ` : ''}${children} – ${say('common.wallet')}`
  }, [children, hasError])
  useEffect(() => {
    const summaryHasIt = document.activeElement?.classList.contains('govuk-error-summary') === true
    if (!isFirst && !summaryHasIt) heading.current?.focus()
    isFirst = false
  }, [])
  return (
    <h1 class="govuk-heading-l" tabIndex={-1} ref={heading}>
      {children}
    </h1>
  )
}

export function Waiting({ children }: { readonly children: string }) {
  return (
    <>
      <Heading>{children}</Heading>
      <p class="govuk-body" role="status">
        {say('common.working')}
      </p>
    </>
  )
}
