import type { ClaimQuery } from '../dcql/claim-query.ts'
import { needsHolderBinding, type CredentialQuery } from '../dcql/credential-query.ts'
import type { DcqlQuery } from '../dcql/dcql-query.ts'
import { openerOf } from '../verification/formats/formats.ts'

/**
 * What a query asks for that this verifier does not judge or hand on yet, in sentences; empty when it may be asked. What
 * can't be honoured is refused before anybody is asked, never dropped. That a presentation may come unbound is for the operator, or the form with its reason, to say.
 */
export const lintQuery = ({ credentials }: DcqlQuery, mayComeUnbound: (id: string) => boolean = () => false): string[] =>
  credentials.flatMap((query) => lintCredential(query, mayComeUnbound(query.id)))

function lintCredential(query: CredentialQuery, mayComeUnbound: boolean): string[] {
  const { id, format, claims = [], trusted_authorities: authorities = [] } = query
  return [
    ...(openerOf(format) !== null ? [] : [`${id} is of a format that is not judged here`]),
    ...(needsHolderBinding(query) || mayComeUnbound ? [] : [`${id} takes a presentation that anybody could replay`]),
    ...authorities.filter(({ type }) => type !== 'aki').map(({ type }) => `${id} names authorities by ${type}, which is not judged here`),
    ...(claims.length === 0 ? [`${id} asks for no claim: a form would be filled with nothing`] : []),
    ...claims.flatMap((claim, place) => lintClaim(claim, `${id}: claim ${claim.id ?? place + 1}`)),
    ...repeated(claims).map((path) => `${id} points at ${path} more than once`),
  ]
}

function lintClaim({ path, intent_to_retain: retained }: ClaimQuery, claim: string): string[] {
  return [
    ...(path.every((step) => typeof step === 'string') ? [] : [`${claim} is an element of a list, which fills no field`]),
    ...(retained === undefined ? [] : [`${claim} says what is kept: only its purpose may`]),
  ]
}

/** @see OpenID4VP 1.0, section 6.1 (claims) */
function repeated(claims: readonly ClaimQuery[]): string[] {
  const paths = claims.map(({ path }) => JSON.stringify(path))
  return paths.filter((path, place) => paths.indexOf(path) !== place)
}
