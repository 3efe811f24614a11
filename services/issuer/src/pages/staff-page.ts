import { button, html, page, type Content, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { endsOf } from '../domain/staff/staff-session.ts'
import type { SignedIn } from '../use-cases/staff-sessions.ts'
import { sessionEnding } from './staff/session-ending.ts'
import type { BreakGlass } from '../domain/approvals/break-glass.ts'
import { breakGlassBanner } from './approvals/break-glass-banner.ts'
import { navigationOf, type Section } from './sections.ts'
import { frameWords } from './words/frame.ts'

/** Where the pages' own files are served. */
export const assetAddresses = { styleSheet: '/assets/counterfoil.css', script: '/assets/page.js', staffScript: '/assets/staff.js', icon: '/assets/icon.svg' } as const
export const assets = { styleSheets: [assetAddresses.styleSheet], scripts: [assetAddresses.script], icon: assetAddresses.icon }

/** Whose page it is and how their forms prove that they came from it. */
export interface StaffView extends SignedIn {
  readonly language: Language
  readonly csrfToken: string
  readonly now: EpochSeconds
  readonly ends: ReturnType<typeof endsOf>
  /** Whether they have just proved anew that it is them. */
  readonly isSteppedUp: boolean
  /** What may begin without a second person now: every page says so. */
  readonly openBreakGlasses: readonly BreakGlass[]
}

interface Parts {
  readonly title: string
  readonly content: Content
  readonly back?: { readonly href: string }
  readonly hasError?: boolean
  /** A page that answers a form can't be had again in the other language. */
  readonly answersForm?: boolean
  /** The search that its address carries. */
  readonly search?: { readonly sealed: string } | null
  /** What else its address carries. */
  readonly keeps?: Readonly<Record<string, string>>
  readonly wide?: boolean
  /** Where in the navigation it belongs. */
  readonly section?: Section | null
  /** Extra elements for the head. */
  readonly head?: Content
}

/** A page for somebody signed in. */
export function staffPage(view: StaffView, parts: Parts): string {
  const words = frameWords[view.language]
  const { section = 'people' } = parts
  return page({
    lang: view.language,
    title: parts.title,
    hasError: parts.hasError,
    organisation: { name: view.authority.name[view.language], url: '/staff' },
    service: { name: words.service, url: '/staff' },
    navigation: navigationOf(view.staff, view.language, section),
    languages: parts.answersForm === true ? undefined : { en: inLanguage('en', parts), cy: inLanguage('cy', parts) },
    skin: view.authority.id,
    ...assets,
    scripts: [...assets.scripts, assetAddresses.staffScript],
    beforeContent: parts.back !== undefined && html`<a class="govuk-back-link" href="${parts.back.href}">${words.back}</a>`,
    content: html`${breakGlassBanner(view)}${parts.content}`,
    footer: html`<p class="govuk-body-s">${words.signedInAs(view.staff.name)}</p>${signOutForm(view)}${sessionEnding(view)}`,
    wide: parts.wide,
    head: parts.head,
    askedForAgain: parts.answersForm !== true,
  })
}

const inLanguage = (language: Language, { search, keeps = {} }: Parts): string => `?${new URLSearchParams({ language, ...(search === null || search === undefined ? {} : { search: search.sealed }), ...keeps }).toString()}`

/** The token that proves a form came from a page of this session. */
export const csrfField = (view: StaffView): Raw => html`<input type="hidden" name="csrf" value="${view.csrfToken}">`

const signOutForm = (view: StaffView): Raw =>
  html`<form method="post" action="/staff/sign-out">${csrfField(view)}${button({ text: frameWords[view.language].signOut, classes: 'govuk-button--secondary' })}</form>`

/** A page for somebody who isn't signed in: it belongs to no council. */
export function openPage(language: Language, parts: { readonly title: string; readonly content: Content; readonly hasError?: boolean }): string {
  const words = frameWords[language]
  return page({
    lang: language,
    title: parts.title,
    hasError: parts.hasError,
    organisation: { name: 'Counterfoil', url: '/staff' },
    service: { name: words.service, url: '/staff' },
    languages: { en: '?language=en', cy: '?language=cy' },
    ...assets,
    content: parts.content,
  })
}
