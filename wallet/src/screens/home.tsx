import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { ActsFor } from '../components/acts-for.tsx'
import { CollectAgainPrompt } from '../components/collect-again-prompt.tsx'
import { Card, RenewalNext, RenewedNote, StandingNext, StandingTag } from '../components/card.tsx'
import { FindCredentials } from '../components/find-credentials.tsx'
import { Heading } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { LockPrompt } from '../components/lock-prompt.tsx'
import { WaitingCard } from '../components/waiting-card.tsx'
import { findCredentials, mostAtAGlance, type Wanted } from '../domain/find-credentials.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import { holderNameIn } from '../domain/holder-name.ts'
import { lookAlikes } from '../domain/look-alikes.ts'
import type { Renewal } from '../domain/renewal.ts'
import type { WaitingIssuance } from '../domain/waiting-issuance.ts'
import { useHelper } from '../helper-mode.ts'
import { inLanguage, say } from '../words/words.ts'
import { useVault } from './read-again.ts'
import { Unreadable } from './unreadable.tsx'

export function HomeScreen({ wallet }: { readonly wallet: Wallet }) {
  const [held, setHeld] = useState<readonly HeldCredential[] | null>(null)
  const [hasChecked, setHasChecked] = useState(false)
  // What this writes comes back by `useVault`.
  const check = async (isAsked: (held: HeldCredential) => boolean): Promise<void> => void (await Promise.all((await wallet.vault.credentials()).filter(isAsked).map((one) => wallet.refreshStatus(one))))
  const [waiting, setWaiting] = useState<readonly WaitingIssuance[]>([])
  useVault(wallet, () => Promise.all([wallet.vault.credentials().then(setHeld), wallet.vault.waiting().then((all) => setWaiting(all.filter(({ renews }) => renews !== true)))]))
  const [wanted, setWanted] = useState<Wanted>({ text: '', state: null })
  // Each visit is no reason to ask: whoever is asked learns when it was. Without a connection nobody is, and it says as of when.
  useEffect(() => void check((one) => wallet.isStatusWorthAsking(one) || !navigator.onLine).then(() => wallet.learnWhoMayAsk()), [])
  useEffect(() => void wallet.finishDeletes(), [])
  const found = held === null ? [] : findCredentials(held, wanted)
  const alike = lookAlikes(held ?? [])
  const checkNow = (): void => {
    setHasChecked(false)
    void check(() => true).then(() => setHasChecked(true))
  }
  return (
    <>
      <Heading>{say('home.title')}</Heading>
      <Unreadable wallet={wallet} />
      <CollectAgainPrompt wallet={wallet} />
      {held === null || held.length === 0 || wallet.session !== null || wallet.lock.protections().length > 0 ? null : <LockPrompt />}
      {waiting.map((one) => (
        <WaitingCard wallet={wallet} waiting={one} key={one.id} />
      ))}
      {held === null || held.length <= mostAtAGlance ? null : <FindCredentials wanted={wanted} found={found.length} onWant={setWanted} />}
      {held === null ? <p class="govuk-body">{say('common.working')}</p> : held.length === 0 && waiting.length === 0 ? <Empty isOwn={wallet.session === null} /> : <div class="wallet-cards">{found.map((one) => <Held held={one} hasTwin={alike.has(one)} renewal={wallet.renewalOf(one, held)} key={one.id} />)}</div>}
      {held?.some(({ unconfirmed }) => unconfirmed === undefined) === true ? (
        <button type="button" class="govuk-button govuk-button--secondary" onClick={checkNow}>
          {say('home.check')}
        </button>
      ) : null}
      <p class="govuk-body" role="status">
        {hasChecked ? say('home.checkedNow') : held?.some(({ unconfirmed }) => unconfirmed !== undefined) === true ? say('waiting.ready') : ''}
      </p>
    </>
  )
}

function Empty({ isOwn }: { readonly isOwn: boolean }) {
  return (
    <>
      <p class="govuk-body-l">{say('home.empty')}</p>
      <p class="govuk-body">{say('home.emptyNext')}</p>
      <Link to="/add" class="govuk-button">
        {say('home.addFirst')}
      </Link>
      {isOwn ? (
        <>
          <p class="govuk-body">
            <Link to="/restore">{say('backup.restoreTitle')}</Link>
          </p>
          <p class="govuk-body">
            <a class="govuk-link" href="/session">
              {say('session.notMine')}
            </a>
          </p>
        </>
      ) : null}
    </>
  )
}

function Held({ held, hasTwin, renewal }: { readonly held: HeldCredential; readonly hasTwin: boolean; readonly renewal: Renewal | null }) {
  const names = { name: inLanguage(held.name), who: inLanguage(held.issuer.name) }
  const isHidden = useHelper() !== null
  const person = hasTwin && !isHidden ? holderNameIn(held.claims) : ''
  const which = person === '' ? null : <span class="govuk-visually-hidden">: {person}</span>
  return (
    <Card {...held} issuer={held.issuer.name}>
      {person === '' ? null : <p class="govuk-body">{say('home.about', { person })}</p>}
      {held.unconfirmed === undefined ? (
        <>
          <p class="govuk-body">
            <StandingTag standing={held.standing} />
          </p>
          <ActsFor held={held} />
          <StandingNext standing={held.standing} />
          <RenewedNote renewed={held.renewed} />
          <RenewalNext renewal={renewal} held={held} />
          <Link to={`/credential/${held.id}`}>{say('home.view', names)}{which}</Link>
        </>
      ) : (
        <>
          <p class="govuk-body">
            <strong class="govuk-tag govuk-tag--blue">{say('home.unconfirmed')}</strong>
          </p>
          <p class="govuk-body">{say('home.unconfirmedNext')}</p>
          <Link to={`/confirm/${held.id}`}>{say('home.confirm', names)}{which}</Link>
        </>
      )}
    </Card>
  )
}
