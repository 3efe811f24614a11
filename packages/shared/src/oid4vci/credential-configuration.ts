import { disclosableOf, type CredentialType } from '../catalogue/credential-type.ts'
import { publishType, type PublishedType } from '../catalogue/published-type.ts'
import { vctOf } from '../network/network.ts'
import type { DisclosableMembers } from '../sd-jwt/issue-sd-jwt.ts'

/** How a credential can be made, and its format as OpenID4VCI names it: one of both data models of the W3C in a JWT. */
const formats = { 'sd-jwt': 'dc+sd-jwt', 'jwt-vc': 'jwt_vc_json', 'vc-jwt': 'jwt_vc_json', mdoc: 'mso_mdoc' } as const
export type CredentialShape = keyof typeof formats
export type CredentialFormat = (typeof formats)[CredentialShape]

/** A catalogue entry in one format. @see OpenID4VCI 1.0, section 12.2.4 */
export interface CredentialConfiguration {
  readonly id: string
  readonly shape: CredentialShape
  readonly format: CredentialFormat
  readonly type: CredentialType
  readonly vct: string
  readonly published: PublishedType
  readonly disclosable: DisclosableMembers
  /** Whether it took another's place while that one's offers stood: what such an offer holds may not fit it. */
  readonly replacedAnother?: boolean
}

const shapesOf = ({ mdoc }: CredentialType): readonly CredentialShape[] => ['sd-jwt', 'jwt-vc', 'vc-jwt', ...(mdoc === undefined ? [] : (['mdoc'] as const))]

/** The configurations of a whole catalogue, by id. */
export function configurationsOf(types: Iterable<CredentialType>, typesUrl: string): ReadonlyMap<string, CredentialConfiguration> {
  return new Map(
    [...types].flatMap((type) => {
      const vct = vctOf(typesUrl, type.id, type.version)
      const shared = { type, vct, published: publishType(type, vct), disclosable: disclosableOf(type) }
      return shapesOf(type).map((shape): [string, CredentialConfiguration] => {
        const id = `${type.id}-${shape}`
        return [id, { id, shape, format: formats[shape], ...shared }]
      })
    }),
  )
}
