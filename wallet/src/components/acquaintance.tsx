import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Acquaintance } from '../domain/acquaintance.ts'
import { inLanguage, onDate, say } from '../words/words.ts'

/** What is new about whoever asks: that they are, that their form is, that it is for something else now, or what they didn't ask for last time. */
export function AcquaintanceNote({ acquaintance, who }: { readonly acquaintance: Acquaintance; readonly who: Bilingual }) {
  const names = { who: inLanguage(who) }
  switch (acquaintance.is) {
    case 'new':
      return <p class="govuk-inset-text">{say('request.firstTime', names)}</p>
    case 'new_form':
      return <p class="govuk-inset-text">{say('request.firstForm', { ...names, when: onDate(acquaintance.lastAt) })}</p>
    case 'known':
      return <KnownNote known={acquaintance} />
  }
}

function KnownNote({ known: { lastAt, more, why } }: { readonly known: Extract<Acquaintance, { readonly is: 'known' }> }) {
  const when = onDate(lastAt)
  return (
    <>
      {why === 'changed' ? <p class="govuk-inset-text">{say('request.otherPurpose', { when })}</p> : null}
      {more.length > 0 ? <p class="govuk-inset-text">{say('request.moreThanLast', { when, what: more.map(inLanguage).join(', ') })}</p> : null}
      {why === 'same' && more.length === 0 ? <p class="govuk-body">{say('request.sameAsLast', { when })}</p> : null}
    </>
  )
}
