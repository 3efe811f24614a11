import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { RoundList } from '../components/round-list.tsx'
import { withEntry, withoutEntry } from '../domain/inventory.ts'
import { personOf, someoneHere, type Person } from '../domain/person.ts'
import type { Recovery, ToCollect } from '../domain/recovery.ts'
import { awayIn, newRound, nextIn, progressOf, type Round } from '../domain/round.ts'
import { inLanguage, say } from '../words/words.ts'
import { useStayOpen } from './idle.ts'
import { useVault } from './read-again.ts'
import { usePeople } from './use-people.ts'
import { useRound } from './use-round.ts'

interface Seen extends Recovery {
  readonly unconfirmed: number
}

/** What a restored backup says was there: collected from every council in one go, one sign-in at each. */
export function CollectAgainScreen({ wallet, link }: { readonly wallet: Wallet; readonly link: string }) {
  const [seen, setSeen] = useState<Seen | null>(null)
  const [dropped, setDropped] = useState<ToCollect | null>(null)
  const round = useRound(wallet, 'collecting', link)
  const { people } = usePeople(wallet)
  const read = async (): Promise<Seen> => ({ ...(await wallet.vault.recovery()), unconfirmed: (await wallet.everybodys.credentials()).filter(({ unconfirmed }) => unconfirmed !== undefined).length })
  useVault(wallet, () => read().then(setSeen))
  useStayOpen(round.isWorking)
  if (round.fault !== null) return <FaultScreen fault={round.fault} retry={round.again} />
  if (seen === null || round.isWorking) return <Waiting>{say('again.working', seen === null ? { settled: 0, all: 0 } : progressOf(seen.collecting))}</Waiting>
  const { toCollect, collecting, unconfirmed } = seen
  const councils = councilsOf(toCollect)
  const shown = collecting.length === 0 ? newRound(councils) : collecting.filter(({ did, is }) => is === 'done' || is === 'coming' || councils.some((council) => council.did === did))
  const drop = (entry: ToCollect): void => void wallet.vault.amendRecovery((recovery) => withoutEntry(recovery, entry)).then(() => setDropped(entry))
  const putBack = (entry: ToCollect): void => void wallet.vault.amendRecovery((recovery) => withEntry(recovery, entry)).then(() => setDropped(null))
  return (
    <>
      <Heading>{say('again.title')}</Heading>
      <p class="govuk-body">{toCollect.length === 0 ? say('again.nothing') : say('again.body')}</p>
      {dropped === null ? null : (
        <p class="govuk-body" role="status">
          {say('again.dropped', { what: nameOf(dropped, people) })}{' '}
          <button type="button" class="wallet-link-button" onClick={() => putBack(dropped)}>
            {say('again.undo')}
          </button>
        </p>
      )}
      {collecting.length === 0 ? null : <p class="govuk-body">{say('again.progress', progressOf(collecting))}</p>}
      <RoundList
        round={shown}
        about={({ did }) => <Names people={people} entries={toCollect.filter(({ issuer }) => issuer.did === did)} onDrop={drop} />}
        {...(collecting.length === 0 ? {} : { onSkip: round.skip })}
        onAgain={(did) => round.goOn([did])}
      />
      <Press round={collecting} hasLeft={toCollect.length > 0} onBegin={() => round.begin(councils)} onGoOn={round.goOn} />
      {unconfirmed === 0 ? null : (
        <p class="govuk-body">
          <Link to="/check" class="govuk-button">
            {say('again.check')}
          </Link>
        </p>
      )}
      <Link to="/">{say('common.goHome')}</Link>
    </>
  )
}

const councilsOf = (entries: readonly ToCollect[]) => entries.map(({ issuer }) => ({ did: issuer.did, name: issuer.name }))

function nameOf(entry: ToCollect, people: readonly Person[]): string {
  const whose = people.find(({ id }) => id === someoneHere(personOf(entry), people))
  return whose === undefined ? inLanguage(entry.name) : `${inLanguage(entry.name)} – ${whose.name}`
}

interface NamesProps {
  readonly entries: readonly ToCollect[]
  readonly people: readonly Person[]
  readonly onDrop: (entry: ToCollect) => void
}

/** What is to be collected from one council, and whose it is, of several people; none of it must be. */
function Names({ entries, people, onDrop }: NamesProps) {
  return (
    <ul class="govuk-list">
      {entries.map((entry) => (
        <li key={entry.id}>
          {nameOf(entry, people)}{' '}
          <button type="button" class="wallet-link-button" onClick={() => onDrop(entry)}>
            {say('again.drop')}
            <span class="govuk-visually-hidden">: {nameOf(entry, people)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

interface PressProps {
  readonly round: Round
  readonly hasLeft: boolean
  readonly onBegin: () => void
  readonly onGoOn: (away: readonly string[]) => void
}

/** The one press: to begin, or to go on with what was begun. */
function Press({ round, hasLeft, onBegin, onGoOn }: PressProps) {
  if (!hasLeft) return null
  const away = awayIn(round)
  if (away === undefined && nextIn(round) === undefined && round.length > 0) return null
  return (
    <button type="button" class="govuk-button" onClick={() => (round.length === 0 ? onBegin() : onGoOn(away === undefined ? [] : [away.did]))}>
      {say(round.length === 0 ? 'again.begin' : 'round.goOn')}
    </button>
  )
}
