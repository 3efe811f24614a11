import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { page, type Content, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { Assets } from '../http/assets.ts'
import type { CouncilForm } from '../forms/form.ts'
import { websiteWords } from '../words/website.ts'

/** What every page is framed with. */
export interface Frame {
  readonly assets: Assets
}

export interface FramedPage {
  readonly lang: Language
  readonly title: string
  readonly council?: { readonly id: string; readonly name: Bilingual }
  readonly form?: CouncilForm
  readonly hasError?: boolean
  /** Whether the page holds the prefill element. */
  readonly withElement?: boolean
  /** Whether going back to it asks for it again. */
  readonly askedForAgain?: boolean
  /** The form on it, whose answers stay when its reader changes the language. */
  readonly keeps?: { readonly form: string; readonly button: string }
  readonly beforeContent?: Content
  readonly content: Raw
}

/** A page of a council, in its skin and in the citizen's language. */
export function framed({ assets }: Frame, { lang, title, council, form, hasError, withElement, askedForAgain, keeps, beforeContent, content }: FramedPage): string {
  const words = websiteWords[lang]
  return page({
    lang,
    title,
    hasError,
    askedForAgain,
    skin: council?.id,
    organisation: council === undefined ? { name: words.demoCouncils, url: `/?lang=${lang}` } : { name: council.name[lang], url: `/${council.id}` },
    service: form === undefined || council === undefined ? undefined : { name: form.title[lang], url: `/${council.id}/${form.id}/start` },
    languages: keeps ?? { en: '?lang=en', cy: '?lang=cy' },
    styleSheets: assets.styleSheets,
    icon: assets.icon,
    scripts: withElement === true ? [assets.pageScript, assets.elementScript] : [assets.pageScript],
    beforeContent,
    content,
  })
}
