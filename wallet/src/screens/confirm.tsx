import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { rowsOf, SummaryList } from '../components/summary-list.tsx'
import { claimRows } from '../domain/claim-leaves.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import { personOf } from '../domain/person.ts'
import { inLanguage, say } from '../words/words.ts'
import { InstallOffer } from './install.tsx'
import { Missing } from './missing.tsx'
import { useVault } from './read-again.ts'

type Answer = 'kept' | 'not kept'

/** Asks whether a collected credential is about this citizen. The screen can be left and found again: nothing is lost by that. */
export function ConfirmScreen({ wallet, id }: { readonly wallet: Wallet; readonly id: string }) {
  const [held, setHeld] = useState<HeldCredential | null | undefined>(undefined)
  const [answer, setAnswer] = useState<Answer | null>(null)
  useVault(wallet, async () => {
    const found = (await wallet.everybodys.credentials()).find((one) => one.id === id)
    // Of somebody else than is in sight, where a sign-in came back in another tab: the header says whose it is.
    if (found !== undefined && personOf(found) !== wallet.personInSight()) wallet.showPerson(personOf(found))
    setHeld((before) => found ?? (before === undefined ? null : before))
  })
  if (held === undefined) return <Waiting>{say('offer.confirmTitle')}</Waiting>
  if (held === null) return <Missing />
  const names = { name: inLanguage(held.name), who: inLanguage(held.issuer.name) }
  if (answer === 'not kept') return <Done title={say('offer.notKeptTitle')} body={say('offer.notKeptBody')} />
  // Also what another tab was told.
  if (answer === 'kept' || held.unconfirmed === undefined) return (
      <Done title={say('offer.keptTitle')} body={say('offer.keptBody', names)}>
        {wallet.session === null ? <InstallOffer /> : null}
      </Done>
    )
  const keep = async (): Promise<void> => {
    await wallet.confirmCredential(held)
    if (wallet.session === null) void navigator.storage?.persist?.()
    setAnswer('kept')
  }
  return (
    <>
      <Heading>{say('offer.confirmTitle')}</Heading>
      <p class="govuk-body">{say('offer.confirmHint', names)}</p>
      <SummaryList rows={rowsOf(claimRows(held.claims, held.labels))} />
      <div class="govuk-button-group">
        <button type="button" class="govuk-button" onClick={() => void keep()}>
          {say('offer.keep')}
        </button>
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void wallet.refuseCredential(held).then(() => setAnswer('not kept'))}>
          {say('offer.notMe')}
        </button>
      </div>
    </>
  )
}

export function Done({ title, body, children }: { readonly title: string; readonly body: string; readonly children?: ComponentChildren }) {
  return (
    <>
      <Heading>{title}</Heading>
      <p class="govuk-body-l">{body}</p>
      <Link to="/" class="govuk-button">
        {say('common.goHome')}
      </Link>
      {children}
    </>
  )
}
