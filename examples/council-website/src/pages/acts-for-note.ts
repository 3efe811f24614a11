import { html, insetText, type Raw } from '@counterfoil/ui/components'
import type { FormVisitor } from '../http/visitor.ts'
import { websiteWords } from '../words/website.ts'

/** Who fills the form in for whom, for whoever reads it before it is sent; nothing where no answer is from their credentials any more. */
export function actsForNote({ visit, lang }: Pick<FormVisitor, 'visit' | 'lang'>): Raw {
  const actsFor = visit.fromCredential?.actsFor ?? null
  if (actsFor === null || ![...visit.provenance.values()].includes('verified')) return html``
  return insetText({ text: websiteWords[lang].actsFor(actsFor.representative, actsFor.role[lang].toLocaleLowerCase(lang), actsFor.represented) })
}
