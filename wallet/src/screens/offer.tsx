import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { ErrorSummary, FaultScreen, Heading, Link, SummaryList, Waiting } from '../components/parts.tsx'
import { Fault } from '../domain/fault.ts'
import { claimRows } from '../domain/held-credential.ts'
import type { CollectedCredential } from '../use-cases/accept-credential.ts'
import { offerLinkOf, type ReceivedOffer } from '../use-cases/receive-offer.ts'
import { inLanguage, say } from '../words/words.ts'

type Stage =
  | { readonly at: 'looking' }
  | { readonly at: 'offered'; readonly received: ReceivedOffer; readonly tries: number; readonly error: string | null }
  | { readonly at: 'collecting' }
  | { readonly at: 'confirm'; readonly collected: CollectedCredential }
  | { readonly at: 'kept'; readonly collected: CollectedCredential }
  | { readonly at: 'not kept' }
  | { readonly at: 'fault'; readonly fault: Fault }

const mostTries = 5

export function OfferScreen({ wallet, link }: { readonly wallet: Wallet; readonly link: string }) {
  const [stage, setStage] = useState<Stage>({ at: 'looking' })
  const failed = (error: unknown): void => {
    if (!(error instanceof Fault)) throw error
    setStage({ at: 'fault', fault: error })
  }
  const look = (): void => {
    setStage({ at: 'looking' })
    Promise.resolve()
      .then(() => wallet.receiveOffer(offerLinkOf(link)))
      .then((received) => setStage({ at: 'offered', received, tries: 0, error: null }))
      .catch(failed)
  }
  useEffect(look, [link])

  const collect = async (received: ReceivedOffer, tries: number, txCode: string | null): Promise<void> => {
    if (received.offer.txCode !== null && txCode === '') return setStage({ at: 'offered', received, tries, error: say('offer.codeMissing') })
    setStage({ at: 'collecting' })
    try {
      const token = await wallet.redeemOffer(received, txCode)
      setStage({ at: 'confirm', collected: await wallet.collectCredential(received, token) })
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'wrong_code') return failed(error)
      const left = mostTries - tries - 1
      if (left <= 0) return setStage({ at: 'fault', fault: new Fault('offer_locked') })
      setStage({ at: 'offered', received, tries: tries + 1, error: say('offer.codeWrong', { left }) })
    }
  }
  const keep = async (collected: CollectedCredential): Promise<void> => {
    const { held } = collected
    setStage({ at: 'collecting' })
    await wallet.vault.keep(held)
    await wallet.vault.note({ id: wallet.newId(), at: wallet.now(), kind: 'received', who: held.issuer.name, what: held.name, claims: [] })
    await wallet.notifyIssuer(collected, 'credential_accepted')
    void navigator.storage?.persist?.()
    setStage({ at: 'kept', collected })
  }
  const refuse = async (collected: CollectedCredential): Promise<void> => {
    setStage({ at: 'collecting' })
    await wallet.keys.remove(collected.held.id)
    await wallet.notifyIssuer(collected, 'credential_deleted')
    setStage({ at: 'not kept' })
  }

  switch (stage.at) {
    case 'looking':
      return <Waiting>{say('offer.loading')}</Waiting>
    case 'collecting':
      return <Waiting>{say('offer.collecting')}</Waiting>
    case 'fault':
      return <FaultScreen fault={stage.fault} retry={look} />
    case 'offered':
      return <Offered {...stage} onCollect={(txCode) => void collect(stage.received, stage.tries, txCode)} />
    case 'confirm':
      return <Confirm collected={stage.collected} onKeep={() => void keep(stage.collected)} onRefuse={() => void refuse(stage.collected)} />
    case 'kept':
      return <Done title={say('offer.keptTitle')} body={say('offer.keptBody', { name: inLanguage(stage.collected.held.name), who: inLanguage(stage.collected.held.issuer.name) })} />
    case 'not kept':
      return <Done title={say('offer.notKeptTitle')} body={say('offer.notKeptBody')} />
  }
}

function Offered({ received, error, onCollect }: { readonly received: ReceivedOffer; readonly error: string | null; readonly onCollect: (txCode: string | null) => void }) {
  const [code, setCode] = useState('')
  const { txCode } = received.offer
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    onCollect(txCode === null ? null : code.replaceAll(/\s/g, ''))
  }
  return (
    <>
      {error === null ? null : <ErrorSummary message={error} target="tx-code" />}
      <Heading>{say('offer.title', { who: inLanguage(received.authority.name), name: inLanguage(received.name) })}</Heading>
      <p class="govuk-body">{say('offer.checked')}</p>
      <h2 class="govuk-heading-m">{say('offer.holds')}</h2>
      <ul class="govuk-list govuk-list--bullet">
        {received.labels.map(({ path, label }) => (
          <li key={path.join('/')}>{inLanguage(label)}</li>
        ))}
      </ul>
      <form onSubmit={submit} noValidate>
        {txCode === null ? null : (
          <div class={`govuk-form-group ${error === null ? '' : 'govuk-form-group--error'}`}>
            <label class="govuk-label govuk-label--m" for="tx-code">
              {say('offer.code')}
            </label>
            <div id="tx-code-hint" class="govuk-hint">
              {say('offer.codeHint', { length: txCode.length ?? 6 })}
            </div>
            {error === null ? null : (
              <p id="tx-code-error" class="govuk-error-message">
                {error}
              </p>
            )}
            <input
              class="govuk-input govuk-input--width-10"
              id="tx-code"
              name="tx-code"
              type="text"
              inputMode={txCode.inputMode === 'numeric' ? 'numeric' : 'text'}
              autoComplete="one-time-code"
              spellcheck={false}
              aria-describedby={error === null ? 'tx-code-hint' : 'tx-code-hint tx-code-error'}
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          </div>
        )}
        <div class="govuk-button-group">
          <button type="submit" class="govuk-button">
            {say('offer.collect')}
          </button>
          <Link to="/">{say('common.cancel')}</Link>
        </div>
      </form>
    </>
  )
}

function Confirm({ collected, onKeep, onRefuse }: { readonly collected: CollectedCredential; readonly onKeep: () => void; readonly onRefuse: () => void }) {
  const { claims, labels } = collected.held
  return (
    <>
      <Heading>{say('offer.confirmTitle')}</Heading>
      <p class="govuk-body">{say('offer.confirmHint')}</p>
      <SummaryList rows={claimRows(claims, labels).map(({ label, value }) => ({ label: inLanguage(label), value }))} />
      <div class="govuk-button-group">
        <button type="button" class="govuk-button" onClick={onKeep}>
          {say('offer.keep')}
        </button>
        <button type="button" class="govuk-button govuk-button--secondary" onClick={onRefuse}>
          {say('offer.notMe')}
        </button>
      </div>
    </>
  )
}

export function Done({ title, body }: { readonly title: string; readonly body: string }) {
  return (
    <>
      <Heading>{title}</Heading>
      <p class="govuk-body-l" role="status">
        {body}
      </p>
      <Link to="/" class="govuk-button">
        {say('common.goHome')}
      </Link>
    </>
  )
}
