import { describe, expect, it } from 'vitest'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { policyOfCatalogue } from '@counterfoil/verifier/domain/type-policies'
import { parseTrustedIssuers } from '@counterfoil/verifier/trusted-issuers-config'
import { audience, issuerDid, issuerKeys, known, nonce, ports, present, query, vct, type Changes } from '../../support/presentations.ts'

// Each policy of a type, as the operator's file says it, judged by the pipeline.

const limits = { key: seconds(1000), accreditation: seconds(1000), status: seconds(1000) }
const policyFrom = (file: object) => policyOfCatalogue(readCatalogue(), { network: { typesUrl: 'https://types.example' }, limits, outsideTrust: parseTrustedIssuers(file) })

interface Judged {
  readonly policy?: object
  /** How old facts are, in seconds. */
  readonly age?: number
  readonly accredited?: boolean
  readonly changes?: Changes
  readonly isBoundAsked?: false
}

async function judged({ policy, age = 0, accredited = true, changes = {}, isBoundAsked }: Judged): Promise<string> {
  const facts = { issuerKey: () => known({ did: issuerDid, key: issuerKeys.publicKey, issuerNames: [issuerDid] }, age), isAccredited: () => known(accredited, age), status: () => known(0, age) }
  const asked = query(isBoundAsked === undefined ? {} : { require_cryptographic_holder_binding: isBoundAsked })
  const verdict = await verifyPresentation({ presentation: present(changes), query: asked, audience, nonce, policy: policyFrom(policy === undefined ? {} : { [vct]: policy }) }, ports(facts))
  return verdict.outcome === 'verified' ? 'verified' : verdict.refusal
}

const listed = (issuer = 'did:web:listed.example') => ({ issuers: [{ issuer, keys: 'did', lists: 'https://lists.example' }] })
const noStatus: Changes = { payload: { status: undefined } }

describe('a type is taken', () => {
  it.each<[string, Judged, string]>([
    ['of whoever is accredited, unless more is said', {}, 'verified'],
    ['of nobody who is not', { accredited: false }, 'issuer_not_trusted'],
    ['of those who are listed alone: the accredited one is not', { policy: listed() }, 'issuer_not_trusted'],
    ['of whoever is accredited, though more is said', { policy: { status: ['status_list'] } }, 'verified'],
    ['of nobody who is not, though more is said', { policy: { status: ['status_list'] }, accredited: false }, 'issuer_not_trusted'],
    ['by facts as old as the limits of all', { age: 1000 }, 'verified'],
    ['by no older ones', { age: 1001 }, 'ledger_unavailable'],
    ['by a key as old as its own limit', { policy: { maximumAge: { key: 30 } }, age: 30 }, 'verified'],
    ['by no older key', { policy: { maximumAge: { key: 30 } }, age: 31 }, 'ledger_unavailable'],
    ['by no older accreditation', { policy: { maximumAge: { accreditation: 30 } }, age: 31 }, 'ledger_unavailable'],
    ['by no older status', { policy: { maximumAge: { status: 30 } }, age: 31 }, 'status_unavailable'],
    ['with a status of the kinds that it says', { policy: { status: ['status_list'] } }, 'verified'],
    ['with none of another kind', { policy: { status: ['BitstringStatusListEntry'] } }, 'status_missing'],
    ['with a status', { changes: noStatus }, 'status_missing'],
    ['by who holds it', { changes: { binding: null } }, 'holder_binding_missing'],
    ['by whoever shows it, where that is asked', { changes: { binding: null }, isBoundAsked: false }, 'verified'],
  ])('%s', async (_what, given, outcome) => {
    expect(await judged(given)).toBe(outcome)
  })

  it.each<[string, object, string]>([
    ['no status, of the network', { withoutStatus: true }, "withoutStatus can't be said"],
    ['no holder, of the network', { withoutHolderBinding: true }, "withoutHolderBinding can't be said"],
    ['authorities, of the network', { trustedAuthorities: 'aki' }, "trustedAuthorities can't be said"],
    ['the age of what nobody asks for', { ...listed(), maximumAge: { accreditation: 5 } }, 'maximumAge.accreditation'],
    ['an age below nothing', { maximumAge: { status: -1 } }, 'maximumAge.status'],
    ['an unknown kind of status', { status: ['crl'] }, 'status.0'],
    ['no kind of status', { status: [] }, 'status'],
    ['no issuers in a list', { issuers: [] }, 'issuers'],
  ])('by no policy with %s', (_what, policy, problem) => {
    expect(() => parseTrustedIssuers({ [vct]: policy })).toThrow(problem)
  })
})
