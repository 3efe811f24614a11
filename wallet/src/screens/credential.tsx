import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { Heading, Link, StandingNext, StandingTag, SummaryList, Waiting } from '../components/parts.tsx'
import { claimRows, type HeldCredential } from '../domain/held-credential.ts'
import { inLanguage, onDate, say } from '../words/words.ts'

export function CredentialScreen({ wallet, id }: { readonly wallet: Wallet; readonly id: string }) {
  const [held, setHeld] = useState<HeldCredential | null | undefined>(undefined)
  const [deleted, setDeleted] = useState(false)
  useEffect(() => {
    void wallet.vault.credentials().then((all) => setHeld(all.find((one) => one.id === id) ?? null))
  }, [id])
  if (held === undefined) return <Waiting>{say('credential.details')}</Waiting>
  if (held === null) return <Heading>{say('credential.missing')}</Heading>
  const remove = (): void => void wallet.vault.remove(held.id).then(() => setDeleted(true))
  // The key stays until the screen is left, so that undoing gives back a credential that can still be shown.
  const undo = (): void => void wallet.vault.keep(held).then(() => setDeleted(false))
  if (deleted) {
    return (
      <>
        <Heading>{say('credential.deleted', { name: inLanguage(held.name) })}</Heading>
        <div class="govuk-button-group">
          <button type="button" class="govuk-button govuk-button--secondary" onClick={undo}>
            {say('credential.undo')}
          </button>
          <Link to="/">{say('common.goHome')}</Link>
        </div>
      </>
    )
  }
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
      <SummaryList rows={[...claimRows(held.claims, held.labels).map(({ label, value }) => ({ label: inLanguage(label), value })), ...dates]} />
      <div class="govuk-button-group wallet-screen-only">
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => print()}>
          {say('credential.print')}
        </button>
        <button type="button" class="govuk-button govuk-button--warning" onClick={remove}>
          {say('credential.delete')}
        </button>
      </div>
    </>
  )
}
