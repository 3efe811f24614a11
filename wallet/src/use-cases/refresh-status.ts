import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import { didOf, sameDid } from '@counterfoil/shared/did/ethr-did'
import { readStatus, statusValue } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import type { HeldCredential, Standing, StandingState } from '../domain/held-credential.ts'
import type { Inflate, World } from '../ports.ts'

const states: Readonly<Record<number, StandingState>> = { [statusValue.valid]: 'active', [statusValue.revoked]: 'withdrawn', [statusValue.suspended]: 'suspended' }

/** Looks a credential up in the whole list it belongs to, so that nobody learns which one was meant. */
export const refreshStatus =
  ({ http, trust, vault, now }: Pick<World, 'http' | 'trust' | 'vault' | 'now'>, inflate: Inflate) =>
  async (held: HeldCredential): Promise<HeldCredential> => {
    const standing = await find(held).catch((): Standing => ({ ...held.standing, isStale: true }))
    const updated = { ...held, standing }
    await vault.keep(updated)
    return updated

    async function find({ status, issuer, expiresAt }: HeldCredential): Promise<Standing> {
      if (expiresAt !== null && expiresAt <= now()) return { state: 'expired', checkedAt: now() }
      if (status === null || !liesUnder(issuer.url, status.uri)) return { state: 'unknown', checkedAt: null }
      const { text } = await http.get(status.uri, 'application/statuslist+jwt')
      const parsed = parseStatusListToken(text.trim(), { uri: status.uri, now: epochSeconds(now()) }, (bytes) => bytes)
      const { kid } = parsed.jwt.header
      const { signingInput, signature } = parsed.jwt
      const signed = typeof kid === 'string' && sameDid(didOf(kid), issuer.did) && (await trust.verify({ kid, purpose: 'assertionMethod', signingInput, signature }))
      if (!signed) return { state: 'unknown', checkedAt: null }
      const value = readStatus({ bits: parsed.list.bits, bytes: await inflate(parsed.list.bytes) }, status.index)
      return { state: (value === null ? undefined : states[value]) ?? 'unknown', checkedAt: now() }
    }
  }
