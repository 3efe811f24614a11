import { button, html, type Raw } from '@counterfoil/ui/components'

/** Who hasn't just proved to be there does that before they fill in or press anything. */
export const stepUpFirst = ({ lead, button: text, back }: { readonly lead: string; readonly button: string; readonly back: string }): Raw =>
  html`<p class="govuk-body">${lead}</p>${button({ text, href: `/staff/step-up?${new URLSearchParams({ back }).toString()}`, id: 'step-up' })}`
