import { useRef, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { PrivacyNotice } from '../components/contact.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { hasSent, receiptOf, type Activity } from '../domain/activity.ts'
import { canBeWrittenTo, mailLink } from '../domain/letter-of-erasure.ts'
import { inLanguage, onDate, say } from '../words/words.ts'
import { EraseAtOnce, Receipt } from './erase-at-once.tsx'
import { Missing } from './missing.tsx'
import { useVault } from './read-again.ts'

/** Asks whoever was shared with to erase it; where they take no such requests, a letter does. */
export function EraseScreen({ wallet, id }: { readonly wallet: Wallet; readonly id: string }) {
  const [entry, setEntry] = useState<Activity | null | undefined>(undefined)
  const hasAsked = useRef(false)
  useVault(wallet, () => wallet.vault.activities().then((all) => setEntry(all.find((one) => one.id === id && hasSent(one)) ?? null)))
  if (entry === undefined) return <Waiting>{say('erase.title')}</Waiting>
  if (entry === null) return <Missing title={say('erase.missing')} />
  const receipt = receiptOf(entry)
  return (
    <>
      <Link to="/activity" class="govuk-back-link">
        {say('common.back')}
      </Link>
      <Heading>{say('erase.title')}</Heading>
      <p class="govuk-body">{say('erase.explained', gapsOf(entry))}</p>
      {entry.erasureAskedAt === undefined || receipt !== null ? null : <p class="govuk-inset-text">{say('activity.erasureAsked', { when: onDate(entry.erasureAskedAt) })}</p>}
      {receipt === null ? entry.erasable === undefined ? null : <EraseAtOnce wallet={wallet} entry={entry} onAsk={() => (hasAsked.current = true)} /> : <Receipt entry={entry} receipt={receipt} isNew={hasAsked.current} />}
      {entry.erasable === undefined ? (
        <Letter wallet={wallet} entry={entry} />
      ) : (
        <details class="govuk-details">
          <summary class="govuk-details__summary">
            <span class="govuk-details__summary-text">{say('erase.writeYourself')}</span>
          </summary>
          <div class="govuk-details__text">
            <Letter wallet={wallet} entry={entry} />
          </div>
        </details>
      )}
    </>
  )
}

/** Whom to ask, and what to write. The citizen sends it, by what means they like. */
function Letter({ wallet, entry }: { readonly wallet: Wallet; readonly entry: Activity }) {
  const [hasCopied, setCopied] = useState(false)
  const { contact, privacyNotice } = entry.asker ?? { contact: null, privacyNotice: null }
  const gaps = gapsOf(entry)
  const letter = { subject: say('erase.subject', gaps), body: say('erase.letter', { ...gaps, facts: entry.claims.map((name) => `- ${inLanguage(name)}`).join('\n') }) }
  const asked = (): void => void wallet.noteErasureAsked(entry)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(letter.body)
    setCopied(true)
    asked()
  }
  return (
    <>
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

const gapsOf = ({ who, what, at }: Activity) => ({ who: inLanguage(who), what: inLanguage(what), when: onDate(at) })
