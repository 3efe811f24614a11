import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { accreditedName, kindOf, preferredFirst, type HeldFormat } from '../domain/credential-kind.ts'
import type { World } from '../ports.ts'
import { nameOfConfiguration } from './read-look.ts'

/** A type that whoever signs in may collect. */
export interface SignInType {
  readonly name: Bilingual
  readonly vct: string
  readonly offer: SignInOffer
}

/** What a council gives to those who sign in there: its accredited types, each once; none where it has no sign-in that this wallet can use. */
export const listSignInTypes =
  ({ connectIssuer, trust }: Pick<World, 'connectIssuer' | 'trust'>) =>
  async ({ issuer: credentialIssuer, did }: ListedAuthority): Promise<readonly SignInType[]> => {
    const { signIn, configurations } = await connectIssuer(credentialIssuer)
    if (signIn === null) return []
    const usable = [...configurations].flatMap(([id, configuration]): (Omit<SignInType, 'offer'> & { readonly id: string; readonly format: HeldFormat })[] => {
      const kind = kindOf(configuration)
      if (kind === null || typeof configuration['scope'] !== 'string') return []
      return [{ id, format: kind.format, name: nameOfConfiguration(configuration), vct: accreditedName(kind, configuration) }]
    })
    const vcts = [...new Set(usable.map(({ vct }) => vct))]
    const types = await Promise.all(
      vcts.map(async (vct): Promise<SignInType[]> => {
        const inFormats = preferredFirst(usable.filter((one) => one.vct === vct), ({ format }) => format)
        const [best] = inFormats
        if (best === undefined || !(await trust.isAccredited('issue', vct, did))) return []
        return [{ name: best.name, vct, offer: { credentialIssuer, configurationIds: inFormats.map(({ id }) => id), issuerState: null } }]
      }),
    )
    return types.flat()
  }
