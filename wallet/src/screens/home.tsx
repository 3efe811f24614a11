import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { Card, RenewalNext, StandingNext, StandingTag } from '../components/card.tsx'
import { Heading } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { LockPrompt } from '../components/lock-prompt.tsx'
import type { HeldCredential } from '../domain/held-credential.ts'
import type { Renewal } from '../domain/renewal.ts'
import { inLanguage, say } from '../words/words.ts'
import { useVault } from './read-again.ts'
import { Unreadable } from './unreadable.tsx'

export function HomeScreen({ wallet }: { readonly wallet: Wallet }) {
  const [held, setHeld] = useState<readonly HeldCredential[] | null>(null)
  const [hasChecked, setHasChecked] = useState(false)
  // What this writes comes back by `useVault`.
  const check = async (): Promise<void> => void (await Promise.all((await wallet.vault.credentials()).map((one) => wallet.refreshStatus(one))))
  useVault(wallet, () => void wallet.vault.credentials().then(setHeld))
  useEffect(() => void check().then(() => wallet.learnWhoMayAsk()), [])
  const checkNow = (): void => {
    setHasChecked(false)
    void check().then(() => setHasChecked(true))
  }
  return (
    <>
      <Heading>{say('home.title')}</Heading>
      <Unreadable wallet={wallet} />
      {held === null || held.length === 0 || wallet.lock.protections().length > 0 ? null : <LockPrompt />}
      {held === null ? <p class="govuk-body">{say('common.working')}</p> : held.length === 0 ? <Empty /> : held.map((one) => <Held held={one} renewal={wallet.renewalOf(one, held)} key={one.id} />)}
      {held?.some(({ unconfirmed }) => unconfirmed === undefined) === true ? (
        <button type="button" class="govuk-button govuk-button--secondary" onClick={checkNow}>
          {say('home.check')}
        </button>
      ) : null}
      <p class="govuk-body" role="status">
        {hasChecked ? say('home.checkedNow') : ''}
      </p>
    </>
  )
}

function Empty() {
  return (
    <>
      <p class="govuk-body-l">{say('home.empty')}</p>
      <p class="govuk-body">{say('home.emptyNext')}</p>
      <Link to="/add" class="govuk-button">
        {say('home.addFirst')}
      </Link>
    </>
  )
}

function Held({ held, renewal }: { readonly held: HeldCredential; readonly renewal: Renewal | null }) {
  const names = { name: inLanguage(held.name), who: inLanguage(held.issuer.name) }
  return (
    <Card {...held} issuer={held.issuer.name}>
      {held.unconfirmed === undefined ? (
        <>
          <p class="govuk-body">
            <StandingTag standing={held.standing} />
          </p>
          <StandingNext standing={held.standing} />
          <RenewalNext renewal={renewal} held={held} />
          <Link to={`/credential/${held.id}`}>{say('home.view', names)}</Link>
        </>
      ) : (
        <>
          <p class="govuk-body">
            <strong class="govuk-tag govuk-tag--blue">{say('home.unconfirmed')}</strong>
          </p>
          <p class="govuk-body">{say('home.unconfirmedNext')}</p>
          <Link to={`/confirm/${held.id}`}>{say('home.confirm', names)}</Link>
        </>
      )}
    </Card>
  )
}
