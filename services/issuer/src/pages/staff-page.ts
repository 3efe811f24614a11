import { button, html, page, type Content, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { SignedIn } from '../use-cases/staff-sessions.ts'
import { frameWords } from './words/frame.ts'

/** Where the pages' own files are served. */
export const assetAddresses = { styleSheet: '/assets/counterfoil.css', script: '/assets/page.js', icon: '/assets/icon.svg' } as const
export const assets = { styleSheets: [assetAddresses.styleSheet], scripts: [assetAddresses.script], icon: assetAddresses.icon }

/** Whose page it is and how their forms prove that they came from it. */
export interface StaffView extends SignedIn {
  readonly language: Language
  readonly csrfToken: string
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
  readonly wide?: boolean
  /** Where in the navigation it belongs. */
  readonly section?: 'people' | 'network'
}

/** A page for somebody signed in. */
export function staffPage(view: StaffView, parts: Parts): string {
  const words = frameWords[view.language]
  const { section = 'people' } = parts
  return page({
    lang: view.language,
    title: parts.title,
    hasError: parts.hasError,
    organisation: { name: view.authority.name[view.language], url: '/staff/people' },
    service: { name: words.service, url: '/staff/people' },
    navigation: [
      { text: words.people, href: '/staff/people', active: section === 'people' },
      { text: words.network, href: '/staff/network', active: section === 'network' },
    ],
    languages: parts.answersForm === true ? undefined : { en: inLanguage('en', parts), cy: inLanguage('cy', parts) },
    skin: view.authority.id,
    ...assets,
    beforeContent: parts.back !== undefined && html`<a class="govuk-back-link" href="${parts.back.href}">${words.back}</a>`,
    content: parts.content,
    footer: html`<p class="govuk-body-s">${words.signedInAs(view.staff.name)}</p>${signOutForm(view)}`,
    wide: parts.wide,
    askedForAgain: parts.answersForm !== true,
  })
}

const inLanguage = (language: Language, { search }: Parts): string => `?language=${language}${search === null || search === undefined ? '' : `&search=${search.sealed}`}`

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
