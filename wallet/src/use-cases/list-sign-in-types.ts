import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { World } from '../ports.ts'
import { nameOfConfiguration } from './read-look.ts'

/** A type that whoever signs in may collect. */
export interface SignInType {
  readonly name: Bilingual
  readonly vct: string
  readonly offer: SignInOffer
}

/** What a council gives to those who sign in there: its accredited types; none where it has no sign-in that this wallet can use. */
export const listSignInTypes =
  ({ connectIssuer, trust }: Pick<World, 'connectIssuer' | 'trust'>) =>
  async ({ issuer: credentialIssuer, did }: ListedAuthority): Promise<readonly SignInType[]> => {
    const { signIn, configurations } = await connectIssuer(credentialIssuer)
    if (signIn === null) return []
    const types = await Promise.all(
      [...configurations].map(async ([id, configuration]): Promise<SignInType[]> => {
        const { vct, scope } = configuration
        if (typeof vct !== 'string' || typeof scope !== 'string' || !(await trust.isAccredited('issue', vct, did))) return []
        return [{ name: nameOfConfiguration(configuration), vct, offer: { credentialIssuer, configurationIds: [id], issuerState: null } }]
      }),
    )
    return types.flat()
  }
