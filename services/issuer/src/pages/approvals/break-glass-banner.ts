import { html, notificationBanner, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { BreakGlass } from '../../domain/approvals/break-glass.ts'
import { momentInWords } from '../dates.ts'
import { approvalWords } from '../words/approvals/approvals.ts'

interface Banner {
  readonly language: Language
  readonly openBreakGlasses: readonly BreakGlass[]
}

/** On every page of the authority for as long as something may begin without a second person. */
export const breakGlassBanner = ({ language, openBreakGlasses }: Banner): Raw =>
  html`${openBreakGlasses.map(({ approval, kind, endsAt }) => {
    const { kinds, glass } = approvalWords[language]
    return notificationBanner({
      titleText: glass.banner.title,
      titleId: `glass-${approval}`,
      classes: 'cf-alarm',
      text: html`<p class="govuk-notification-banner__heading">${glass.banner.text(kinds[kind], momentInWords(endsAt, language))} <a class="govuk-notification-banner__link" href="/staff/approvals/${approval}">${glass.banner.link}</a></p>`,
    })
  })}`
