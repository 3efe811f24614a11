import { useEffect, useRef, useState } from 'preact/hooks'
import { parseRequestLink, type RequestLink } from '@counterfoil/shared/oid4vp/request-link'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'
import type { Wallet } from '../assemble.ts'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Link } from '../components/links.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { CannotAnswer, type AgreedShare, type ConsentRequest } from '../domain/consent.ts'
import { Fault } from '../domain/fault.ts'
import type { Standing } from '../domain/held-credential.ts'
import type { WayBack } from '../use-cases/answer-request.ts'
import { faultWords, inLanguage, say } from '../words/words.ts'
import { faultOf } from './failure.ts'
import { ChoosePerson } from './choose-person.tsx'
import { Done } from './confirm.tsx'
import { Consent } from './consent.tsx'
import { useVault } from './read-again.ts'
import { usePeople } from './use-people.ts'

type Stage =
  | { readonly at: 'looking' }
  | { readonly at: 'consent'; readonly asked: ConsentRequest }
  | { readonly at: 'cannot'; readonly why: CannotAnswer }
  | { readonly at: 'sharing' }
  | { readonly at: 'returning' }
  | { readonly at: 'shared'; readonly number: string | null }
  | { readonly at: 'declined' }
  | { readonly at: 'fault'; readonly fault: Fault; readonly retry: () => void }

export function RequestScreen({ wallet, link }: { readonly wallet: Wallet; readonly link: string }) {
  const [stage, setStage] = useState<Stage>({ at: 'looking' })
  const failed =
    (retry: () => void) =>
    (error: unknown): void => {
      if (error instanceof CannotAnswer) setStage({ at: 'cannot', why: error })
      else setStage({ at: 'fault', fault: error instanceof RequestRefused ? new Fault('link_not_understood') : faultOf(error), retry })
    }
  const standings = useStandings(wallet)
  // Only what the citizen would be warned of, or nobody looked at for long: the issuer need not see that an active credential is being shown.
  const checkAgain = ({ asked }: ConsentRequest): void => {
    for (const { credential } of asked.flatMap(({ fitting }) => fitting)) if (wallet.isToBeLookedUp(credential)) void wallet.refreshStatus(credential)
  }
  const parsed = useRef<RequestLink | null>(null)
  const { inSight } = usePeople(wallet)
  const look = (): void => {
    setStage({ at: 'looking' })
    Promise.resolve()
      .then(() => wallet.readRequest((parsed.current ??= parseRequestLink(link))))
      .then((asked) => {
        setStage({ at: 'consent', asked })
        checkAgain(asked)
      })
      .catch(failed(look))
  }
  useEffect(look, [link])
  // For another person it is the same request, with what they hold.
  const answers = useRef<string | null>(null)
  useEffect(() => {
    const before = answers.current
    answers.current = inSight?.id ?? null
    if (before !== null && before !== answers.current && (stage.at === 'consent' || stage.at === 'cannot')) look()
  }, [inSight?.id])
  const goBackTo = (address: WayBack, otherwise: Stage): void => {
    if (address === null) return setStage(otherwise)
    if (typeof address !== 'string') return setStage({ at: 'shared', number: address.number })
    setStage({ at: 'returning' })
    location.replace(address)
  }
  const share = (asked: ConsentRequest, shares: readonly AgreedShare[]): void => {
    setStage({ at: 'sharing' })
    wallet
      .answerRequest(asked, shares)
      .then((address) => goBackTo(address, { at: 'shared', number: null }))
      // The citizen has agreed, and is asked again: what they see then is what is shared then.
      .catch((error: unknown) => failed(error instanceof Fault && error.code === 'credential_changed' ? look : () => setStage({ at: 'consent', asked }))(error))
  }
  const decline = (declined: Pick<CannotAnswer, 'request' | 'requester'> & Partial<Pick<CannotAnswer, 'error'>>): void => {
    setStage({ at: 'sharing' })
    wallet
      .declineRequest(declined.request, declined.requester, declined.error)
      .then((address) => goBackTo(address, { at: 'declined' }))
      .catch(failed(() => decline(declined)))
  }
  switch (stage.at) {
    case 'looking':
      return <Waiting>{say('request.loading')}</Waiting>
    case 'sharing':
      return <Waiting key="sharing">{say('request.sharing')}</Waiting>
    case 'returning':
      return <Waiting key="returning">{say('request.returning')}</Waiting>
    case 'fault':
      return <FaultScreen fault={stage.fault} retry={stage.retry} />
    case 'shared':
      return stage.number === null ? <Done title={say('request.sharedTitle')} body={say('request.sharedBody')} /> : <ShownNumber number={stage.number} />
    case 'declined':
      return <Done title={say('request.declinedTitle')} body={say('request.declinedBody')} />
    case 'cannot':
      return <Cannot wallet={wallet} why={stage.why} onDecline={() => decline(stage.why)} />
    case 'consent':
      return <Consent whose={<ChoosePerson wallet={wallet} legend={say('people.answers')} />} asked={stage.asked} standings={standings} onShare={(shares) => share(stage.asked, shares)} onDecline={() => decline(stage.asked)} />
  }
}

/** How each credential stands, as it is learnt. */
function useStandings(wallet: Wallet): ReadonlyMap<string, Standing> {
  const [standings, setStandings] = useState<ReadonlyMap<string, Standing>>(new Map())
  useVault(wallet, () => wallet.vault.credentials().then((all) => setStandings(new Map(all.map(({ id, standing }) => [id, standing])))))
  return standings
}

/** What proves to the form that it was this citizen who shared. */
function ShownNumber({ number }: { readonly number: string }) {
  return (
    <>
      <Heading>{say('request.numberTitle', { number })}</Heading>
      <p class="govuk-body-l">{say('request.numberBody')}</p>
      <p class="govuk-body">{say('request.numberWarning')}</p>
      <Link to="/" class="govuk-button">
        {say('common.goHome')}
      </Link>
    </>
  )
}

/** What can't be answered as it was asked. Whoever asked learns of it when the citizen goes back to them, and not before. */
function Cannot({ wallet, why: { code, requester }, onDecline }: { readonly wallet: Wallet; readonly why: CannotAnswer; readonly onDecline: () => void }) {
  const [title, next] = code === 'nothing_matches' ? [say('request.noneTitle', { who: inLanguage(requester.name) }), say('request.noneBody')] : faultWords(code)
  return (
    <>
      <Heading>{title}</Heading>
      <p class="govuk-body">{next}</p>
      <ChoosePerson wallet={wallet} legend={say('people.answers')} />
      <button type="button" class="govuk-button" onClick={onDecline}>
        {say('request.noneButton')}
      </button>
    </>
  )
}
