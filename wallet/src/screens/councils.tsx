import { signInOfferObject } from '@counterfoil/shared/oid4vci/credential-offer'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { Wallet } from '../assemble.ts'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Heading, Waiting } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import type { SignInType } from '../use-cases/list-sign-in-types.ts'
import { inLanguage, say } from '../words/words.ts'
import { useFound } from './use-found.ts'

/** The address of a council's page in this screen, and back: by the letter that the network gives it. */
const councilPath = ({ letter }: Pick<ListedAuthority, 'letter'>): string => `/councils/${letter}`

/** Where an offer to those who sign in is looked at. */
export const pathOfOffer = (offer: SignInType['offer']): string => `/offer?${new URLSearchParams({ credential_offer: JSON.stringify(signInOfferObject(offer)) }).toString()}`

/** Whom somebody may collect from by signing in. */
export function CouncilsScreen({ wallet }: { readonly wallet: Wallet }) {
  const stage = useFound(wallet.councils, '')
  if (stage.at === 'fault') return <FaultScreen fault={stage.fault} retry={stage.again} />
  if (stage.at === 'looking') return <Waiting>{say('councils.loading')}</Waiting>
  return (
    <>
      <Heading>{say('councils.title')}</Heading>
      <p class="govuk-body">{say('councils.body')}</p>
      <ul class="govuk-list govuk-list--spaced">
        {stage.found.map((authority) => (
          <li key={authority.did}>
            <Link to={councilPath(authority)}>{inLanguage(authority.name)}</Link>
          </li>
        ))}
      </ul>
    </>
  )
}

/** What one of them gives to those who sign in there. */
export function CouncilScreen({ wallet, letter }: { readonly wallet: Wallet; readonly letter: string }) {
  const stage = useFound(async () => {
    const authority = (await wallet.councils()).find((one) => one.letter === letter)
    return authority === undefined ? null : { authority, types: await wallet.typesBySignIn(authority) }
  }, letter)
  if (stage.at === 'fault') return <FaultScreen fault={stage.fault} retry={stage.again} />
  if (stage.at === 'looking') return <Waiting>{say('councils.loadingTypes')}</Waiting>
  if (stage.found === null) return <Heading>{say('common.notFound')}</Heading>
  return <Types {...stage.found} />
}

function Types({ authority, types }: { readonly authority: ListedAuthority; readonly types: readonly SignInType[] }) {
  const who = inLanguage(authority.name)
  return (
    <>
      <Heading>{say('councils.typesTitle', { who })}</Heading>
      {types.length === 0 ? (
        <p class="govuk-body">{say('councils.none')}</p>
      ) : (
        <ul class="govuk-list govuk-list--spaced">
          {types.map(({ name, offer }) => (
            <li key={offer.configurationIds.join()}>
              <Link to={pathOfOffer(offer)}>{inLanguage(name)}</Link>
            </li>
          ))}
        </ul>
      )}
      <p class="govuk-body">
        <Link to="/councils">{say('councils.another')}</Link>
      </p>
    </>
  )
}
