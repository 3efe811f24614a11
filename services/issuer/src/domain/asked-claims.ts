import type { ObjectSchema } from '@counterfoil/shared/catalogue/claims-schema'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { AskedClaim } from '@counterfoil/shared/oauth/authorization-details'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { claimsInFormat } from '@counterfoil/shared/oid4vci/published-configuration'

/** What a wallet asks of the claims of a type, whatever its format calls them: each by its path, joined by points. */
export interface AskedOfType {
  readonly wanted: readonly string[]
  /** Without which it takes no credential. */
  readonly needed: readonly string[]
}

/**
 * The claims of a type that descriptions address. What addresses nothing is passed over, unless the wallet can't do without: then this
 * is refused as `invalid_authorization_details`. @see OpenID4VCI 1.0, appendices B.1 and C
 */
export function askedClaims(configuration: CredentialConfiguration, asked: readonly AskedClaim[]): AskedOfType {
  const offered = claimsInFormat(configuration)
  const addressed = asked.map(({ path, mandatory }) => {
    const names = offered.filter(({ inFormat }) => path.every((step, depth) => step === inFormat[depth])).map(({ claim }) => claim.path.join('.'))
    if (mandatory && names.length === 0) throw new Refusal('invalid_authorization_details', { detail: 'a claim that is not offered is mandatory' })
    return { names, mandatory }
  })
  const namesOf = (some: typeof addressed): string[] => [...new Set(some.flatMap(({ names }) => names))]
  return { wanted: namesOf(addressed), needed: namesOf(addressed.filter(({ mandatory }) => mandatory)) }
}

/**
 * What a credential says of the claims: what every credential of the type says, and what the wallet asked for; all of it for one that asked for
 * nothing. Null when something is absent that the wallet needs. @see OpenID4VCI 1.0, appendix B.2, `mandatory`
 */
export function claimsFor({ schema }: Pick<CredentialType, 'schema'>, claims: JsonObject, asked: AskedOfType | null): JsonObject | null {
  if (asked === null) return claims
  const kept = keep(schema, claims, [], asked.wanted)
  return asked.needed.every((name) => isAt(kept, name.split('.'))) ? kept : null
}

const isAt = (claims: Json | undefined, [name, ...more]: readonly string[]): boolean =>
  name === undefined ? claims !== undefined : isJsonObject(claims) && Object.hasOwn(claims, name) && isAt(claims[name], more)

/** An object that is kept has all that it can't do without. */
function keep(schema: ObjectSchema, claims: JsonObject, path: readonly string[], wanted: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(claims).flatMap(([name, value]): [string, Json | undefined][] => {
      const here = [...path, name]
      const at = here.join('.')
      const isKept = schema.required.includes(name) || wanted.some((one) => one === at || one.startsWith(`${at}.`))
      const member = schema.properties[name]
      if (!isKept) return []
      return [[name, member?.type === 'object' && isJsonObject(value) ? keep(member, value, here, wanted) : value]]
    }),
  )
}
