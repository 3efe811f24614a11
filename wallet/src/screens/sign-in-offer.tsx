import { useState } from 'preact/hooks'
import type { SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { Wallet } from '../assemble.ts'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { namesOffered, OfferedFacts } from '../components/offered-facts.tsx'
import type { Fault } from '../domain/fault.ts'
import type { ReceivedOffer } from '../use-cases/receive-offer.ts'
import { inLanguage, language, say } from '../words/words.ts'
import { faultOf } from './failure.ts'

/** An offer to whoever signs in at the council: they go there, and come back with what the wallet collects then. */
export function SignInOfferScreen({ wallet, received }: { readonly wallet: Wallet; readonly received: ReceivedOffer<SignInOffer> }) {
  const [isLeaving, setLeaving] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const [address, setAddress] = useState<string | null>(null)
  const who = inLanguage(received.authority.name)
  const leave = async (): Promise<void> => {
    setLeaving(true)
    setFault(null)
    try {
      const to = await wallet.beginSignIn(received, language())
      // A session lasts as long as a tab of it is open.
      if (wallet.session === null) location.assign(to)
      else setAddress(to)
    } catch (error) {
      setFault(faultOf(error))
    }
  }
  if (fault !== null) return <FaultScreen fault={fault} retry={() => void leave()} />
  if (address !== null) return <InAnotherTab address={address} who={who} />
  if (isLeaving) return <Waiting>{say('signIn.leaving', { who })}</Waiting>
  return (
    <>
      <Heading>{say('signIn.title', { who, name: namesOffered(received) })}</Heading>
      <OfferedFacts received={received} />
      <p class="govuk-body">{say('signIn.next', { who })}</p>
      <div class="govuk-button-group">
        <button type="button" class="govuk-button" onClick={() => void leave()}>
          {say('signIn.go', { who })}
        </button>
        <Link to="/">{say('common.cancel')}</Link>
      </div>
    </>
  )
}

const InAnotherTab = ({ address, who }: { readonly address: string; readonly who: string }) => (
  <>
    <Heading>{say('session.signInTitle')}</Heading>
    <p class="govuk-body">{say('session.signInNext')}</p>
    <a class="govuk-button" href={address} target="_blank" rel="noopener">
      {say('session.signInGo', { who })}
    </a>
  </>
)
