import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { Card, Heading, Link, StandingNext, StandingTag, Waiting } from '../components/parts.tsx'
import type { HeldCredential } from '../domain/held-credential.ts'
import { inLanguage, say } from '../words/words.ts'

export function HomeScreen({ wallet }: { readonly wallet: Wallet }) {
  const [held, setHeld] = useState<readonly HeldCredential[] | null>(null)
  const check = async (): Promise<void> => {
    const stored = await wallet.vault.credentials()
    setHeld(stored)
    setHeld(await Promise.all(stored.map((one) => wallet.refreshStatus(one))))
  }
  useEffect(() => void check(), [])
  if (held === null) return <Waiting>{say('home.title')}</Waiting>
  return (
    <>
      <Heading>{say('home.title')}</Heading>
      {held.length === 0 ? (
        <>
          <p class="govuk-body-l">{say('home.empty')}</p>
          <p class="govuk-body">{say('home.emptyNext')}</p>
          <Link to="/add" class="govuk-button">
            {say('home.addFirst')}
          </Link>
        </>
      ) : (
        <>
          {held.map((one) => (
            <Card held={one} key={one.id}>
              <p class="govuk-body">
                <StandingTag standing={one.standing} />
              </p>
              <StandingNext standing={one.standing} />
              <Link to={`/credential/${one.id}`}>{say('home.view', { name: inLanguage(one.name), who: inLanguage(one.issuer.name) })}</Link>
            </Card>
          ))}
          <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void check()}>
            {say('home.check')}
          </button>
        </>
      )}
    </>
  )
}
