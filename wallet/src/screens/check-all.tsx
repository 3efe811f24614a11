import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { rowsOf, SummaryList } from '../components/summary-list.tsx'
import { claimRows } from '../domain/claim-leaves.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import { personOf, someoneHere, type Person } from '../domain/person.ts'
import { inLanguage, say } from '../words/words.ts'
import { Done } from './confirm.tsx'
import { useVault } from './read-again.ts'
import { usePeople } from './use-people.ts'

/** Asks of everything that was collected in one go whether it is about this citizen; what isn't is looked at by itself. */
export function CheckAllScreen({ wallet }: { readonly wallet: Wallet }) {
  const [waiting, setWaiting] = useState<readonly HeldCredential[] | null>(null)
  useVault(wallet, () => wallet.everybodys.credentials().then((all) => setWaiting(all.filter(({ unconfirmed }) => unconfirmed !== undefined))))
  const { people } = usePeople(wallet)
  if (waiting === null) return <Waiting>{say('again.checkTitle')}</Waiting>
  if (waiting.length === 0) return <Done title={say('again.keptTitle')} body={say('again.keptBody')} />
  const keep = async (): Promise<void> => {
    for (const held of waiting) await wallet.confirmCredential(held)
    void navigator.storage?.persist?.()
  }
  return (
    <>
      <Heading>{say('again.checkTitle')}</Heading>
      <p class="govuk-body">{say('again.checkHint')}</p>
      {waiting.map((held) => (
        <section key={held.id}>
          <h2 class="govuk-heading-m">
            {inLanguage(held.name)}, {inLanguage(held.issuer.name)}
          </h2>
          <WhoseCredential held={held} people={people} />
          <SummaryList rows={rowsOf(claimRows(held.claims, held.labels))} />
          <p class="govuk-body">
            <Link to={`/confirm/${held.id}`}>
              {say('again.notMe')}
              <span class="govuk-visually-hidden">: {inLanguage(held.name)}</span>
            </Link>
          </p>
        </section>
      ))}
      <button type="button" class="govuk-button" onClick={() => void keep()}>
        {say('again.keepAll')}
      </button>
    </>
  )
}

/** Whose wallet it goes to, where there are several. */
function WhoseCredential({ held, people }: { readonly held: HeldCredential; readonly people: readonly Person[] }) {
  const person = people.find(({ id }) => id === someoneHere(personOf(held), people))
  return person === undefined ? null : <p class="govuk-body">{say('people.whose', { name: person.name })}</p>
}
