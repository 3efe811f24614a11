import { useEffect, useRef, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { RenewalNext, StandingNext, StandingTag } from '../components/card.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { rowsOf, SummaryList } from '../components/summary-list.tsx'
import { claimRows, type HeldCredential } from '../domain/held-credential.ts'
import type { Renewal } from '../domain/renewal.ts'
import { inLanguage, onDate, say } from '../words/words.ts'
import { ConfirmScreen } from './confirm.tsx'
import { Missing } from './missing.tsx'
import { useVault } from './read-again.ts'

export function CredentialScreen({ wallet, id }: { readonly wallet: Wallet; readonly id: string }) {
  const [held, setHeld] = useState<HeldCredential | null | undefined>(undefined)
  const [renewal, setRenewal] = useState<Renewal | null>(null)
  const deleted = useDeletion(wallet, id)
  useVault(wallet, () => void wallet.vault.credentials().then((all) => {
    const found = all.find((one) => one.id === id) ?? null
    setHeld(found)
    setRenewal(found === null ? null : wallet.renewalOf(found, all))
  }))
  if (deleted.held !== null) return <Deleted held={deleted.held} onUndo={deleted.undo} />
  if (held === undefined) return <Waiting>{say('credential.details')}</Waiting>
  if (held === null) return <Missing />
  if (held.unconfirmed !== undefined) return <ConfirmScreen wallet={wallet} id={id} />
  const dates = [
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
      <StandingNext standing={held.standing} />
      <RenewalNext renewal={renewal} held={held} />
      <SummaryList rows={[...rowsOf(claimRows(held.claims, held.labels)), ...dates]} />
      <div class="govuk-button-group wallet-screen-only">
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => print()}>
          {say('credential.print')}
        </button>
        <button type="button" class="govuk-button govuk-button--warning" onClick={() => deleted.remove(held)}>
          {say('credential.delete')}
        </button>
      </div>
    </>
  )
}

/** Deleting, undone until the screen is left: only then the key goes, too, without which a credential can't be shown. */
function useDeletion({ vault, keys }: Wallet, id: string) {
  const [held, setHeld] = useState<HeldCredential | null>(null)
  const isDeleted = useRef(false)
  useEffect(
    () => () => {
      if (isDeleted.current) void keys.remove(id)
    },
    [id],
  )
  const settle = (change: Promise<void>, deleted: HeldCredential | null): void =>
    void change.then(() => {
      isDeleted.current = deleted !== null
      setHeld(deleted)
    })
  return {
    held,
    remove: (one: HeldCredential): void => settle(vault.remove(one.id), one),
    undo: (): void => {
      if (held !== null) settle(vault.keep(held), null)
    },
  }
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
