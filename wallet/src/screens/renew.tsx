import { useEffect } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { goInstead } from '../routes.ts'
import { inLanguage, say } from '../words/words.ts'
import { pathOfOffer } from './councils.tsx'
import { useFound } from './use-found.ts'

/** From a credential that may be renewed to the council's sign-in for a new one of its type; where there is none, whom to ask. */
export function RenewScreen({ wallet, id }: { readonly wallet: Wallet; readonly id: string }) {
  const search = useFound(async () => {
    const held = (await wallet.vault.credentials()).find((one) => one.id === id)
    const authority = (await wallet.councils()).find(({ did }) => did === held?.issuer.did)
    const types = authority === undefined ? [] : await wallet.typesBySignIn(authority)
    return { held, offer: types.find(({ vct }) => vct === held?.vct)?.offer }
  }, id)
  const offer = search.at === 'found' ? search.found.offer : undefined
  useEffect(() => {
    if (offer !== undefined) goInstead(pathOfOffer(offer))
  }, [offer])
  if (search.at === 'fault') return <FaultScreen fault={search.fault} retry={search.again} />
  if (search.at === 'looking' || offer !== undefined) return <Waiting>{say('councils.loadingTypes')}</Waiting>
  return (
    <>
      <Heading>{say('renewal.now')}</Heading>
      <p class="govuk-body">{search.found.held === undefined ? say('common.notFound') : say('renewal.askOnly', { who: inLanguage(search.found.held.issuer.name) })}</p>
      <Link to="/">{say('common.goHome')}</Link>
    </>
  )
}
