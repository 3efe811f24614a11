import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { Heading } from '../components/heading.tsx'
import type { Activity } from '../domain/activity.ts'
import { atTime, inLanguage, say } from '../words/words.ts'
import { useVault } from './read-again.ts'

export function ActivityScreen({ wallet }: { readonly wallet: Wallet }) {
  const [entries, setEntries] = useState<readonly Activity[] | null>(null)
  const [said, setSaid] = useState('')
  useVault(wallet, () => void wallet.vault.activities().then(setEntries))
  const forget = async (entry: Activity): Promise<void> => {
    await wallet.vault.forgetActivity(entry.id)
    setSaid(say('activity.removed', { what: titleOf(entry) }))
    // The button that had the focus is gone.
    document.querySelector<HTMLElement>('h1')?.focus()
  }
  return (
    <>
      <Heading>{say('activity.title')}</Heading>
      <p class="govuk-body">{entries === null ? say('common.working') : entries.length === 0 ? say('activity.empty') : say('activity.hint')}</p>
      <p class="govuk-body" role="status">
        {said}
      </p>
      <ol class="govuk-list wallet-activity">
        {(entries ?? []).map((entry) => (
          <li key={entry.id}>
            <h2 class="govuk-heading-s">{titleOf(entry)}</h2>
            <p class="govuk-body-s">
              <time dateTime={new Date(entry.at * 1000).toISOString()}>{atTime(entry.at)}</time>
            </p>
            {entry.claims.length === 0 ? null : <p class="govuk-body">{entry.claims.map(inLanguage).join(', ')}</p>}
            <button type="button" class="wallet-link-button" onClick={() => void forget(entry)}>
              {say('activity.remove')}
              <span class="govuk-visually-hidden">
                : {titleOf(entry)}, {atTime(entry.at)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </>
  )
}

const titleOf = ({ kind, who, what }: Activity): string => say(`activity.${kind}`, { who: inLanguage(who), what: inLanguage(what) })
