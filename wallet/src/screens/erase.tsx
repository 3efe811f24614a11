import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { PrivacyNotice } from '../components/contact.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { hasSent, type Activity } from '../domain/activity.ts'
import { canBeWrittenTo, mailLink } from '../domain/letter-of-erasure.ts'
import { inLanguage, onDate, say } from '../words/words.ts'
import { Missing } from './missing.tsx'
import { useVault } from './read-again.ts'

/** Whom to ask to erase what was shared, and a letter that does. The citizen sends it, by what means they like. */
export function EraseScreen({ wallet, id }: { readonly wallet: Wallet; readonly id: string }) {
  const [entry, setEntry] = useState<Activity | null | undefined>(undefined)
  const [hasCopied, setCopied] = useState(false)
  useVault(wallet, () => void wallet.vault.activities().then((all) => setEntry(all.find((one) => one.id === id && hasSent(one)) ?? null)))
  if (entry === undefined) return <Waiting>{say('erase.title')}</Waiting>
  if (entry === null) return <Missing title={say('erase.missing')} />
  const { contact, privacyNotice } = entry.asker ?? { contact: null, privacyNotice: null }
  const gaps = { who: inLanguage(entry.who), what: inLanguage(entry.what), when: onDate(entry.at) }
  const letter = { subject: say('erase.subject', gaps), body: say('erase.letter', { ...gaps, facts: entry.claims.map((name) => `- ${inLanguage(name)}`).join('\n') }) }
  const asked = (): void => void wallet.noteErasureAsked(entry)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(letter.body)
    setCopied(true)
    asked()
  }
  return (
    <>
      <Link to="/activity" class="govuk-back-link">
        {say('common.back')}
      </Link>
      <Heading>{say('erase.title')}</Heading>
      <p class="govuk-body">{say('erase.explained', gaps)}</p>
      {entry.erasureAskedAt === undefined ? null : <p class="govuk-inset-text">{say('activity.erasureAsked', { when: onDate(entry.erasureAskedAt) })}</p>}
      <h2 class="govuk-heading-m">{say('erase.toWhom')}</h2>
      <p class="govuk-body wallet-breaks">{contact ?? say('erase.noContact', gaps)}</p>
      {privacyNotice === null ? null : (
        <p class="govuk-body">
          <PrivacyNotice address={privacyNotice} />
        </p>
      )}
      <h2 class="govuk-heading-m" id="letter">
        {say('erase.letterTitle')}
      </h2>
      <p class="govuk-body wallet-letter" aria-labelledby="letter">
        {letter.body}
      </p>
      <p class="govuk-body">{say('erase.signIt')}</p>
      <div class="govuk-button-group">
        {contact !== null && canBeWrittenTo(contact) ? (
          <a class="govuk-button" href={mailLink({ to: contact, ...letter })} onClick={asked}>
            {say('erase.mail')}
          </a>
        ) : null}
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void copy()}>
          {say('erase.copy')}
        </button>
      </div>
      <p class="govuk-body" role="status">
        {hasCopied ? say('erase.copied') : ''}
      </p>
    </>
  )
}
