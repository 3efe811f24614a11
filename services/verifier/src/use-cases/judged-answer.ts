import { dateTimeOf, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { authorisesTransactions } from '@counterfoil/shared/oid4vp/transaction-data'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { parseJwt } from '@counterfoil/shared/sd-jwt/parse-jwt'
import type { Verified } from '@counterfoil/shared/verification/verdict'
import type { CheckRecord } from '../domain/check-record.ts'
import { fieldsOfRow } from '@counterfoil/shared/form-profile/alternatives'
import { asInCatalogue } from '@counterfoil/shared/form-profile/form-format'
import { isStale, mapToFields, type MappedClaims, type PrefillResult, type PrefillSource } from '../domain/prefill-result.ts'
import type { JudgingCrypto, OpenPresentation, PreparedForm, PreparedPart } from '../ports.ts'
import type { Judgement } from './judge-presentation.ts'

/** An answer that passed every check, as its form is told of it; or one that didn't. */
export type JudgedAnswer =
  | { readonly record: CheckRecord; readonly at: EpochSeconds; readonly told: Pick<PrefillResult, 'fields' | 'source' | 'sources' | 'chosen' | 'acts_for' | 'left_out'> }
  | { readonly record: CheckRecord; readonly refusal: RefusalCode; readonly detail: string | undefined }

type Sha256 = JudgingCrypto<unknown>['sha256']

/** Only where there are any is the binding read once more. Refuses with `holder_binding_mismatch`. */
export function checkTransactions({ crypto: { sha256 } }: { readonly crypto: { readonly sha256: Sha256 } }, { transactions }: OpenPresentation, { format }: { readonly format: string }, presentation: string): void {
  if (transactions.length === 0) return
  if (!authorisesTransactions(format === 'mso_mdoc' ? {} : keyBindingOf(presentation), transactions, sha256)) throw new Refusal('holder_binding_mismatch', { detail: 'transaction_data_hashes' })
}

/** What the holder signed, of a presentation that was verified. */
const keyBindingOf = (presentation: string): JsonObject => parseJwt(presentation.slice(presentation.lastIndexOf('~') + 1)).payload

/** The claims of one credential as its type in the catalogue names them. */
export const claimsFrom = ({ credential: { format = 'dc+sd-jwt' }, type, claims }: PreparedPart, verified: Verified): JsonObject => asInCatalogue(format, type, verified.claims, claims.map(({ path }) => path))

/** The fields that one credential fills, of the row that is its own where there are several; null when it lacks a required one. */
export const fieldsFrom = ({ profile: { fields } }: PreparedForm, part: PreparedPart, verified: Verified, row = 1): MappedClaims | null =>
  mapToFields({ claims: part.claims, claimSets: part.claimSets, fields: fieldsOfRow(fields, row) }, part.type.schema, claimsFrom(part, verified))

export function recordOf({ verdict, facts }: Judgement, presentation: string, sha256: Sha256): CheckRecord {
  const verified = verdict.outcome === 'verified' ? verdict : null
  return {
    outcome: 'answered',
    refusal: null,
    checks: verdict.checks,
    vct: verified?.vct ?? null,
    overDisclosed: verified?.overDisclosed ?? false,
    presentationDigest: sha256(presentation),
    credentialDigest: verified === null ? null : sha256(verified.issuerSigned),
    facts,
  }
}

const isoDate = (instant: number): string => new Date(instant * 1000).toISOString().slice(0, 10)
const age = (at: EpochSeconds, known: EpochSeconds | null): number => Math.max(0, at - (known ?? at))

export function sourceOf({ part: { type }, verdict, judgement: { facts, issuerName, at } }: { readonly part: PreparedPart; readonly verdict: Verified; readonly judgement: Judgement }, { claimSet }: MappedClaims, freshFor: { readonly ledger: Seconds; readonly status: Seconds }): PrefillSource {
  const ages = { issuer_key: age(at, facts.issuerKeyAt), accreditation: age(at, facts.accreditationAt), status: age(at, facts.statusLists[0]?.at ?? null) }
  return {
    authority: issuerName ?? { en: verdict.issuer.did, cy: verdict.issuer.did },
    authority_did: verdict.issuer.did,
    type: type.name,
    issued_on: isoDate(verdict.issuedAt ?? at),
    checked_at: dateTimeOf(at),
    facts_age: ages,
    stale: isStale(ages, freshFor),
    ...(claimSet === null ? {} : { claim_set: claimSet }),
  }
}
