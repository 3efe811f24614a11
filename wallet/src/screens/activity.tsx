import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { Heading, Waiting } from '../components/parts.tsx'
import type { Activity } from '../domain/activity.ts'
import { atTime, inLanguage, say } from '../words/words.ts'

export function ActivityScreen({ wallet }: { readonly wallet: Wallet }) {
  const [entries, setEntries] = useState<readonly Activity[] | null>(null)
  const read = (): void => void wallet.vault.activities().then(setEntries)
  useEffect(read, [])
  if (entries === null) return <Waiting>{say('activity.title')}</Waiting>
  return (
    <>
      <Heading>{say('activity.title')}</Heading>
      <p class="govuk-body">{entries.length === 0 ? say('activity.empty') : say('activity.hint')}</p>
      <ol class="govuk-list wallet-activity">
        {entries.map((entry) => (
          <li key={entry.id}>
            <h2 class="govuk-heading-s">{say(`activity.${entry.kind}`, { who: inLanguage(entry.who), what: inLanguage(entry.what) })}</h2>
            <p class="govuk-body-s">
              <time dateTime={new Date(entry.at * 1000).toISOString()}>{atTime(entry.at)}</time>
            </p>
            {entry.claims.length === 0 ? null : <p class="govuk-body">{entry.claims.map(inLanguage).join(', ')}</p>}
            <button type="button" class="wallet-link-button" onClick={() => void wallet.vault.forgetActivity(entry.id).then(read)}>
              {say('activity.remove')}
            </button>
          </li>
        ))}
      </ol>
    </>
  )
}
