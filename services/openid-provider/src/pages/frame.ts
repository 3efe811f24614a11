import { html, page, type Raw } from '@counterfoil/ui/components'
import type { WalletStep } from '@counterfoil/ui/wallet-steps'
import type { Language } from '@counterfoil/ui/words'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { SignIn } from '../ports.ts'
import { signInWords } from './words/sign-in.ts'

export const assetAddresses = { styleSheet: '/assets/counterfoil.css', icon: '/assets/icon.svg' } as const

/** Names of the authorities, by id. */
export type AuthorityNames = ReadonlyMap<string, Bilingual>

export interface FramedStep extends WalletStep {
  readonly beforeContent?: Raw
}

/** A page of somebody's sign-in, in the skin of the authority that asks. */
export function signInPage(names: AuthorityNames, { party, language }: Pick<SignIn, 'party' | 'language'>, { title, body, hasError, beforeContent }: FramedStep): string {
  const authority = names.get(party.authority)
  return framed(language, { title, body, hasError: hasError === true }, {
    skin: party.authority,
    organisation: { name: authority?.[language] ?? party.name[language], url: party.website },
    service: { name: party.name[language], url: party.website },
    languages: { en: '?lang=en', cy: '?lang=cy' },
    beforeContent,
  })
}

/** A page for whom no relying party can be told: never a dead end all the same. */
export function strangersPage(lang: Language, words: { readonly title: string; readonly happened: string; readonly next: string }): string {
  const body = html`<p class="govuk-body">${words.happened}</p><p class="govuk-body">${words.next}</p>`
  return framed(lang, { title: words.title, body, hasError: false }, { organisation: { name: signInWords[lang].organisation, url: '' } })
}

type Around = Pick<Parameters<typeof page>[0], 'skin' | 'organisation' | 'service' | 'languages' | 'beforeContent'>

const framed = (lang: Language, { title, body, hasError }: { readonly title: string; readonly body: Raw; readonly hasError: boolean }, around: Around): string =>
  page({ lang, title, hasError, ...around, styleSheets: [assetAddresses.styleSheet], icon: assetAddresses.icon, content: html`<h1 class="govuk-heading-l">${title}</h1>${body}` })
