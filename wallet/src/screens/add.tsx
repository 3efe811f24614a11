import { useState } from 'preact/hooks'
import { looksLikeOfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import { walletLink } from '@counterfoil/shared/oid4vp/presentation-request'
import type { Wallet } from '../assemble.ts'
import { ErrorMessage, ErrorSummary } from '../components/errors.tsx'
import { Heading } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { Fault } from '../domain/fault.ts'
import { go } from '../routes.ts'
import { faultWords, say } from '../words/words.ts'
import { faultOf } from './failure.ts'
import { Scanner } from './scanner.tsx'

/** Where a scanned, pasted or typed text leads. */
export async function destinationOf(wallet: Pick<Wallet, 'lookUpCode' | 'findOffer'>, text: string): Promise<string> {
  const trimmed = text.trim()
  const query = trimmed.includes('?') ? trimmed.slice(trimmed.indexOf('?')) : ''
  if (/[?&]credential_offer(_uri)?=/.test(query)) return `/offer${query}`
  if (/[?&](?:request_uri|response_uri)=/.test(query)) return `/authorize${query}`
  if (query !== '' || trimmed.includes(':')) throw new Fault('link_not_understood')
  if (looksLikeOfferCode(trimmed)) return `/offer?${new URLSearchParams({ credential_offer_uri: await wallet.findOffer(trimmed) }).toString()}`
  const { clientId, requestUri, method } = await wallet.lookUpCode(trimmed)
  return walletLink('', clientId.full, requestUri, { method })
}

export function AddScreen({ wallet }: { readonly wallet: Wallet }) {
  const [text, setText] = useState('')
  const [attempt, setAttempt] = useState(0)
  const [isWorking, setWorking] = useState(false)
  const [fault, setFault] = useState<Fault | 'missing' | null>(null)
  const message = fault === null ? null : fault === 'missing' ? say('add.pasteMissing') : faultWords(fault.code, fault.host).join('. ')
  const open = async (): Promise<void> => {
    if (isWorking) return
    setAttempt(attempt + 1)
    if (text.trim() === '') return setFault('missing')
    setFault(null)
    setWorking(true)
    try {
      go(await destinationOf(wallet, text))
    } catch (error) {
      setFault(faultOf(error))
    }
    setWorking(false)
  }
  return (
    <>
      {message === null ? null : <ErrorSummary message={message} target="given" attempt={attempt} />}
      <Heading hasError={message !== null}>{say('add.title')}</Heading>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void open()
        }}
      >
        <div class={`govuk-form-group ${message === null ? '' : 'govuk-form-group--error'}`}>
          <label class="govuk-label govuk-label--m" for="given">
            {say('add.pasteLabel')}
          </label>
          <div id="given-hint" class="govuk-hint">
            {say('add.pasteHint')}
          </div>
          {message === null ? null : <ErrorMessage id="given-error">{message}</ErrorMessage>}
          <input
            class={`govuk-input ${message === null ? '' : 'govuk-input--error'}`}
            id="given"
            type="text"
            autoComplete="off"
            autoCapitalize="characters"
            spellcheck={false}
            aria-describedby={message === null ? 'given-hint' : 'given-hint given-error'}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <button type="submit" class="govuk-button">
          {say('add.open')}
        </button>
        <p class="govuk-body" role="status">
          {isWorking ? say('common.working') : ''}
        </p>
      </form>
      <Scanner wallet={wallet} />
      <h2 class="govuk-heading-m">{say('add.signInTitle')}</h2>
      <p class="govuk-body">
        <Link to="/councils">{say('add.signIn')}</Link>
      </p>
    </>
  )
}
