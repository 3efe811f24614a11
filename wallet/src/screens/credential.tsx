import { useEffect, useRef, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { ActsFor } from '../components/acts-for.tsx'
import { RenewalNext, RenewedNote, StandingNext, StandingTag } from '../components/card.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { rowsOf, SummaryList } from '../components/summary-list.tsx'
import { copiesLeft } from '../domain/credential-copies.ts'
import { claimRows } from '../domain/claim-leaves.ts'
import { canBeShownInPart, type HeldCredential } from '../domain/held-credential.ts'
import type { Renewal } from '../domain/renewal.ts'
import { inLanguage, onDate, say } from '../words/words.ts'
import { ConfirmScreen } from './confirm.tsx'
import { Missing } from './missing.tsx'
import { useVault } from './read-again.ts'

export function CredentialScreen({ wallet, id }: { readonly wallet: Wallet; readonly id: string }) {
  const [held, setHeld] = useState<HeldCredential | null | undefined>(undefined)
  const [renewal, setRenewal] = useState<Renewal | null>(null)
  const deleted = useDeletion(wallet, id)
  useVault(wallet, () => wallet.vault.credentials().then((all) => {
    const found = all.find((one) => one.id === id) ?? null
    setHeld(found)
    setRenewal(found === null ? null : wallet.renewalOf(found, all))
  }))
  if (deleted.held !== null) return <Deleted held={deleted.held} onUndo={deleted.undo} />
  if (held === undefined) return <Waiting>{say('credential.details')}</Waiting>
  if (held === null) return <Missing />
  if (held.unconfirmed !== undefined) return <ConfirmScreen wallet={wallet} id={id} />
  const left = copiesLeft(held)
  const more = [
    ...(left === null ? [] : [{ label: say('copies.title'), value: say('copies.left', { count: left }) }]),
    { label: say('credential.collected'), value: onDate(held.receivedAt) },
    ...(held.expiresAt === null ? [] : [{ label: say('credential.expires'), value: onDate(held.expiresAt) }]),
  ]
  return (
    <>
      <Link to="/" class="govuk-back-link">
        {say('common.back')}
      </Link>
      <Heading>{inLanguage(held.name)}</Heading>
      <p class="govuk-body-l">{say('credential.from', { who: inLanguage(held.issuer.name) })}</p>
      <p class="govuk-body">
        <StandingTag standing={held.standing} />
      </p>
      <ActsFor held={held} />
      <StandingNext standing={held.standing} />
      <RenewedNote renewed={held.renewed} />
      <RenewalNext renewal={renewal} held={held} />
      {canBeShownInPart(held) ? null : <p class="govuk-body">{say('credential.shownWhole')}</p>}
      <SummaryList rows={[...rowsOf(claimRows(held.claims, held.labels)), ...more]} />
      <div class="govuk-button-group wallet-screen-only">
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => print()}>
          {say('credential.print')}
        </button>
        <button type="button" class="govuk-button govuk-button--warning" onClick={deleted.remove}>
          {say('credential.delete')}
        </button>
      </div>
    </>
  )
}

/** Deleting, undone until the screen is left. A page that is only loaded anew isn't left: it comes back with what can be undone. */
function useDeletion(wallet: Wallet, id: string) {
  const [held, setHeld] = useState<HeldCredential | null>(null)
  const isDeleted = useRef(false)
  const find = async (): Promise<void> => {
    const found = (await wallet.vault.deleted()).find((one) => one.id === id) ?? null
    isDeleted.current = found !== null
    setHeld(found)
  }
  useVault(wallet, find)
  useEffect(
    () => () => {
      if (isDeleted.current) void wallet.finishDelete(id)
    },
    [id],
  )
  return { held, remove: (): void => void wallet.deleteCredential(id), undo: (): void => void wallet.undoDelete(id) }
}

function Deleted({ held, onUndo }: { readonly held: HeldCredential; readonly onUndo: () => void }) {
  return (
    <>
      <Heading>{say('credential.deleted', { name: inLanguage(held.name) })}</Heading>
      <p class="govuk-body">{say('credential.deletedNext')}</p>
      <div class="govuk-button-group">
        <button type="button" class="govuk-button govuk-button--secondary" onClick={onUndo}>
          {say('credential.undo')}
        </button>
        <Link to="/">{say('common.goHome')}</Link>
      </div>
    </>
  )
}
