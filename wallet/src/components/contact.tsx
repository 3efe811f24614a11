import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { canBeWrittenTo } from '../domain/letter-of-erasure.ts'
import { hostOf, inLanguage, say } from '../words/words.ts'

/** Whom to ask, as whoever asks says it. */
export const Contact = ({ address }: { readonly address: string }) =>
  canBeWrittenTo(address) ? (
    <a class="govuk-link" href={`mailto:${address}`}>
      {address}
    </a>
  ) : (
    <>{address}</>
  )

/** The way to an asker's own page, in a tab of its own: what is being decided stays open. */
export const PrivacyNotice = ({ address }: { readonly address: Bilingual }) => (
  <a class="govuk-link" href={inLanguage(address)} target="_blank" rel="noreferrer noopener">
    {say('request.noticeLink', { host: hostOf(inLanguage(address)) })}
  </a>
)
