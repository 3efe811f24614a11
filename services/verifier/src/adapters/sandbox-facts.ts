import type { KeyObject } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { OutsideUnavailable, type FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isYoungerThan, type Fact } from '@counterfoil/shared/kernel/fact'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { readStatus } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { z } from 'zod'
import type { KnownIssuerKey } from '@counterfoil/shared/verification/verification-ports'
import type { IssuerFacts } from '../ports.ts'

const issuersShape = z.object({
  issuers: z.array(z.object({ did: z.string(), kid: z.string(), isAccredited: z.boolean(), name: z.object({ en: z.string(), cy: z.string() }), jwk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }) })).max(20),
})
type SandboxIssuer = z.infer<typeof issuersShape>['issuers'][number]

const freshFor = seconds(5)

/**
 * What is known of the issuers of a sandbox: what its fault wallet says. The pipeline is the very one that judges real
 * credentials; no issuer of the network counts here, and none of these counts anywhere else.
 */
export function sandboxFacts({ walletUrl, fetchOutside, clock }: { readonly walletUrl: string; readonly fetchOutside: FetchOutside; readonly clock: Clock }): IssuerFacts<KeyObject> {
  let issuers: Fact<readonly SandboxIssuer[]> | null = null
  const known = async (): Promise<Fact<readonly SandboxIssuer[]>> => {
    const now = clock.now()
    if (issuers !== null && isYoungerThan(issuers, freshFor, now)) return issuers
    const { issuers: value } = issuersShape.parse(JSON.parse(await textAt('/issuers.json', 'ledger_unavailable')))
    issuers = { value, observedAt: now }
    return issuers
  }
  const textAt = async (path: string, otherwise: 'ledger_unavailable' | 'status_unavailable'): Promise<string> => {
    try {
      return (await fetchOutside(`${walletUrl}${path}`, { timeoutMs: 3000 })).body.toString()
    } catch (error) {
      if (error instanceof OutsideUnavailable) throw new Refusal(otherwise, { detail: 'the fault wallet is not there', cause: error })
      throw error
    }
  }
  return {
    issuerKey: async ({ kid }): Promise<Fact<KnownIssuerKey<KeyObject>>> => {
      const { value, observedAt } = await known()
      const issuer = value.find((one) => one.kid === kid)
      if (issuer === undefined) throw new Refusal('issuer_unresolvable', { detail: 'not an issuer of the sandbox' })
      return { value: { did: issuer.did, key: importP256(issuer.jwk), issuerNames: [issuer.did], authorityName: issuer.name }, observedAt }
    },
    certifiesKey: () => false,
    accreditation: async (did) => {
      const { value, observedAt } = await known()
      return { value: value.some((one) => one.did === did && one.isAccredited), observedAt }
    },
    status: async ({ uri, index }, issuer) => {
      if (!uri.startsWith(`${walletUrl}/`)) throw new Refusal('invalid_status_list', { detail: 'not a list of the sandbox' })
      const token = await textAt(uri.slice(walletUrl.length), 'status_unavailable')
      const list = parseStatusListToken(token, { uri, now: clock.now(), notBefore: 0 }, (bytes, maxOutputLength) => inflateSync(bytes, { maxOutputLength }))
      if (!verifyEs256(issuer.key, list.jwt.signingInput, list.jwt.signature)) throw new Refusal('invalid_status_list', { detail: 'signature' })
      const value = readStatus(list.list, index)
      if (value === null) throw new Refusal('status_index_out_of_bounds')
      return { value: { value, listIssuedAt: list.issuedAt }, observedAt: clock.now() }
    },
  }
}
