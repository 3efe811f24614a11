import type { ComponentChildren } from 'preact'
import { go } from '../routes.ts'

interface LinkProps {
  readonly to: string
  readonly children: ComponentChildren
  readonly class?: string
  readonly isCurrent?: boolean
}

/** A link to another screen. */
export function Link({ to, children, class: name = 'govuk-link', isCurrent = false }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a class={name} href={to} onClick={follow} aria-current={isCurrent ? 'page' : undefined}>
      {children}
    </a>
  )
}

/** A link within a screen. It leaves the address alone: a new entry in the history would forget the link that was opened. */
export function LinkWithin({ to, children, class: name }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    event.preventDefault()
    document.getElementById(to)?.focus()
  }
  return (
    <a class={name} href={`#${to}`} onClick={follow}>
      {children}
    </a>
  )
}
