import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { FindActivities } from '../components/find-activities.tsx'
import { Heading } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { hasSent, type Activity } from '../domain/activity.ts'
import { activityTable } from '../domain/activity-table.ts'
import { everyActivity, findActivities, namesIn, type WantedActivities } from '../domain/find-activities.ts'
import { atTime, inLanguage, onDate, say } from '../words/words.ts'
import { handOver } from './hand-over.ts'
import { useVault } from './read-again.ts'

export function ActivityScreen({ wallet }: { readonly wallet: Wallet }) {
  const [entries, setEntries] = useState<readonly Activity[] | null>(null)
  const [wanted, setWanted] = useState(everyActivity)
  const [said, setSaid] = useState('')
  useVault(wallet, () => wallet.vault.activities().then(setEntries))
  const forget = async (entry: Activity): Promise<void> => {
    await wallet.vault.forgetActivity(entry.id)
    setSaid(say('activity.removed', { what: titleOf(entry) }))
    // The button that had the focus is gone.
    document.querySelector<HTMLElement>('h1')?.focus()
  }
  const save = (all: readonly Activity[]): void => {
    const headings = { when: say('activity.columnWhen'), what: say('activity.columnWhat'), facts: say('activity.columnFacts') }
    const rows = all.map((entry) => ({ when: atTime(entry.at), what: titleOf(entry), facts: entry.claims.map(inLanguage).join(', ') }))
    handOver(`${say('activity.fileName')}.csv`, 'text/csv', activityTable(headings, rows))
    setSaid(say('activity.saved'))
  }
  const all = entries ?? []
  const names = namesIn(all)
  // Whose last entry is deleted is nobody to look for any more.
  const sought = wanted.who !== null && !names.has(wanted.who) ? { ...wanted, who: null } : wanted
  const shown = findActivities(all, sought)
  const want = (next: WantedActivities): void => {
    setWanted(next)
    setSaid(say('activity.found', { count: findActivities(all, next).length }))
  }
  return (
    <>
      <Heading>{say('activity.title')}</Heading>
      <p class="govuk-body">{entries === null ? say('common.working') : entries.length === 0 ? say('activity.empty') : say('activity.hint')}</p>
      {all.length < 2 ? null : <FindActivities wanted={sought} names={names} onWant={want} />}
      {shown.length === 0 ? null : (
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => save(shown)}>
          {say('activity.save')}
        </button>
      )}
      <p class="govuk-body" role="status">
        {said}
      </p>
      {shown.length === 0 ? null : (
        <ol class="govuk-list wallet-activity">
          {shown.map((entry) => (
            <Entry key={entry.id} entry={entry} onRemove={() => void forget(entry)} />
          ))}
        </ol>
      )}
    </>
  )
}

function Entry({ entry, onRemove }: { readonly entry: Activity; readonly onRemove: () => void }) {
  const which = (
    <span class="govuk-visually-hidden">
      : {titleOf(entry)}, {atTime(entry.at)}
    </span>
  )
  return (
    <li>
      <h2 class="govuk-heading-s">{titleOf(entry)}</h2>
      <p class="govuk-body-s">
        <time dateTime={new Date(entry.at * 1000).toISOString()}>{atTime(entry.at)}</time>
      </p>
      {entry.claims.length === 0 ? null : <p class="govuk-body">{entry.claims.map(inLanguage).join(', ')}</p>}
      {entry.helper === undefined ? null : <p class="govuk-body-s">{say('helper.helped', { name: entry.helper })}</p>}
      {entry.erasureAskedAt === undefined ? null : <p class="govuk-body-s">{say(entry.erasureReceipt === undefined ? 'activity.erasureAsked' : 'activity.erasureReceived', { when: onDate(entry.erasureAskedAt) })}</p>}
      <div class="wallet-actions">
        {hasSent(entry) ? (
          <Link to={`/erase/${entry.id}`}>
            {say(entry.erasureReceipt === undefined ? 'activity.erase' : 'activity.receipt')}
            {which}
          </Link>
        ) : null}
        <button type="button" class="wallet-link-button" onClick={onRemove}>
          {say('activity.remove')}
          {which}
        </button>
      </div>
    </li>
  )
}

const titleOf = ({ kind, who, what }: Activity): string => say(`activity.${kind}`, { who: inLanguage(who), what: inLanguage(what) })
