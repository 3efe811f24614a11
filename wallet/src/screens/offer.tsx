import { useEffect, useState } from 'preact/hooks'
import type { CredentialOffer, SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { Wallet } from '../assemble.ts'
import { ErrorMessage, ErrorSummary } from '../components/errors.tsx'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import type { Fault } from '../domain/fault.ts'
import { namesOffered, OfferedFacts } from '../components/offered-facts.tsx'
import { PartlyCollected, pathOfCollected } from '../components/partly-collected.tsx'
import { offerLinkOf } from '../domain/offer-link.ts'
import type { PendingOffer } from '../domain/pending-offer.ts'
import { goInstead } from '../routes.ts'
import type { Finished } from '../use-cases/collect-each.ts'
import { isToRedeem, isToSignIn, type ReceivedOffer } from '../use-cases/receive-offer.ts'
import { faultWords, inLanguage, say } from '../words/words.ts'
import { ChoosePerson } from './choose-person.tsx'
import { faultOf } from './failure.ts'
import { useStayOpen } from './idle.ts'
import { SignInOfferScreen } from './sign-in-offer.tsx'
import { codeAsTyped, shapeInWords, slipIn, slipInWords, type CodeSlip } from './transaction-code.ts'

type OfferToRedeem = ReceivedOffer<CredentialOffer>
type CodeError = CodeSlip | 'wrong'

interface Offered {
  readonly at: 'offered'
  readonly received: OfferToRedeem
  /** How many more wrong codes are taken, where the issuer said so. */
  readonly triesLeft: number | null
  /** Counts what was sent, so that the same error twice is said twice. */
  readonly attempt: number
  readonly error: CodeError | null
}

type Stage =
  | { readonly at: 'looking' }
  | { readonly at: 'to-sign-in'; readonly received: ReceivedOffer<SignInOffer> }
  | Offered
  | { readonly at: 'collecting' }
  | { readonly at: 'partly'; readonly finished: Finished }
  | { readonly at: 'fault'; readonly fault: Fault; readonly isRedeemed: boolean; readonly again: () => void }

export function OfferScreen({ wallet, link }: { readonly wallet: Wallet; readonly link: string }) {
  const [stage, setStage] = useState<Stage>({ at: 'looking' })
  const look = (): void => {
    setStage({ at: 'looking' })
    Promise.resolve()
      .then(() => wallet.receiveOffer(offerLinkOf(link)))
      .then((received) => {
        if (isToRedeem(received)) {
          const offered: Offered = { at: 'offered', received, triesLeft: null, attempt: 0, error: null }
          // Its code was used in a page that is no more.
          if (received.isRedeemed) void redeem(offered, null)
          else setStage(offered)
        } else if (isToSignIn(received)) setStage({ at: 'to-sign-in', received })
      })
      .catch(failed)
  }
  const failed = (error: unknown): void => setStage({ at: 'fault', fault: faultOf(error), isRedeemed: false, again: look })
  useEffect(look, [link])

  const redeem = async (offered: Offered, txCode: string | null): Promise<void> => {
    const { received, attempt } = offered
    const { txCode: described } = received.offer
    const slip = txCode === null || described === null ? null : slipIn(txCode, described)
    if (slip !== null) return setStage({ ...offered, attempt: attempt + 1, error: slip })
    setStage({ at: 'collecting' })
    try {
      await collect(received, await wallet.redeemOffer(received, txCode))
    } catch (error) {
      const fault = faultOf(error)
      // Whether it was the question that got lost or its answer, the same wallet may ask again.
      if (fault.code === 'not_reachable') return setStage({ at: 'fault', fault, isRedeemed: true, again: () => void redeem(offered, txCode) })
      if (fault.code !== 'wrong_code') return failed(fault)
      setStage({ ...offered, triesLeft: fault.triesLeft, attempt: attempt + 1, error: 'wrong' })
    }
  }
  // From here on the code is used up: trying again goes on with what it was used for, here or after the page was loaded again.
  const collect = async (received: OfferToRedeem, redeemed: PendingOffer): Promise<void> => {
    setStage({ at: 'collecting' })
    try {
      const finished = await wallet.collectOffer(received, redeemed)
      if (finished.fault === null) goInstead(pathOfCollected(finished))
      else setStage({ at: 'partly', finished })
    } catch (error) {
      if (faultOf(error).code === 'issued_later') return goInstead('/')
      setStage({ at: 'fault', fault: faultOf(error), isRedeemed: true, again: () => void collect(received, redeemed) })
    }
  }

  // What was redeemed is in this screen alone until it is collected.
  useStayOpen(stage.at === 'collecting' || (stage.at === 'fault' && stage.isRedeemed))

  switch (stage.at) {
    case 'looking':
      return <Waiting>{say('offer.loading')}</Waiting>
    case 'collecting':
      return <Waiting>{say('offer.collecting')}</Waiting>
    case 'fault':
      return <FaultScreen fault={stage.fault} retry={stage.again} />
    case 'partly':
      return <PartlyCollected finished={stage.finished} />
    case 'to-sign-in':
      return <SignInOfferScreen wallet={wallet} received={stage.received} />
    case 'offered':
      return <OfferedCredential wallet={wallet} offered={stage} onCollect={(txCode) => void redeem(stage, txCode)} />
  }
}

function OfferedCredential({ wallet, offered, onCollect }: { readonly wallet: Wallet; readonly offered: Offered; readonly onCollect: (txCode: string | null) => void }) {
  const { received, error, triesLeft, attempt } = offered
  const [code, setCode] = useState('')
  const { txCode } = received.offer
  const message = error === null || txCode === null ? null : error !== 'wrong' ? slipInWords(error, txCode) : triesLeft === null ? faultWords('wrong_code').join('. ') : say('offer.codeWrong', { count: triesLeft })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    onCollect(txCode === null ? null : codeAsTyped(code, txCode))
  }
  return (
    <>
      {message === null ? null : <ErrorSummary message={message} target="tx-code" attempt={attempt} />}
      <Heading hasError={error !== null}>{say('offer.title', { who: inLanguage(received.authority.name), name: namesOffered(received) })}</Heading>
      <ChoosePerson wallet={wallet} legend={say('people.collects')} />
      <OfferedFacts received={received} />
      <form onSubmit={submit} noValidate>
        {txCode === null ? null : (
          <div class={`govuk-form-group ${message === null ? '' : 'govuk-form-group--error'}`}>
            <label class="govuk-label govuk-label--m" for="tx-code">
              {say('offer.code')}
            </label>
            <div id="tx-code-hint" class="govuk-hint">
              {shapeInWords(txCode)} {txCode.description === null ? say('offer.codeSent') : say('offer.codeDescribed', { who: inLanguage(received.authority.name), description: txCode.description })}
            </div>
            {message === null ? null : <ErrorMessage id="tx-code-error">{message}</ErrorMessage>}
            <input
              class={`govuk-input govuk-input--width-10 ${message === null ? '' : 'govuk-input--error'}`}
              id="tx-code"
              name="tx-code"
              type="text"
              inputMode={txCode.inputMode === 'numeric' ? 'numeric' : 'text'}
              autoComplete="one-time-code"
              autoCapitalize="off"
              spellcheck={false}
              aria-describedby={message === null ? 'tx-code-hint' : 'tx-code-hint tx-code-error'}
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
