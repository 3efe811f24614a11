import { epochSeconds, plus } from '@counterfoil/shared/kernel/branded'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import { didOf, sameDid } from '@counterfoil/shared/did/ethr-did'
import { readStatus, statusValue, type StatusBits } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { Fault } from '../domain/fault.ts'
import type { HeldCredential, Standing, StandingState } from '../domain/held-credential.ts'
import type { Inflate, World } from '../ports.ts'

const states: Readonly<Record<number, StandingState>> = { [statusValue.valid]: 'active', [statusValue.revoked]: 'withdrawn', [statusValue.suspended]: 'suspended' }
const listMediaType = 'application/statuslist+jwt'

/** A list that was judged: signed by the credential's issuer or by whom the consortium lets sign for it, about this address, in time, and no older than one seen before. */
interface JudgedList {
  readonly bits: StatusBits
  readonly seen: NonNullable<Standing['list']>
}

type Needs = Pick<World, 'http' | 'trust' | 'vault' | 'now'>
/** Where a credential's status is found, and the DID of who signs there. */
type Place = { readonly signer: string; readonly uri: string }

/**
 * Looks a credential up in the whole list it belongs to, so that nobody learns which one was meant. When no list can be
 * had, or only one that can't be believed, the last word stands for as long as its own list does. @see Token Status List, section 8.3
 */
export function refreshStatus(world: Needs, inflate: Inflate): (held: HeldCredential) => Promise<void> {
  const underWay = new Map<string, Promise<JudgedList>>()
  // Credentials of one list, looked up together, share one request, and can't be told different things.
  const shared = (place: Place): Promise<JudgedList> => {
    const key = `${place.signer} ${place.uri}`
    const begun = underWay.get(key) ?? readList(world, inflate, place).finally(() => underWay.delete(key))
    underWay.set(key, begun)
    return begun
  }
  return async ({ id, status, issuer, expiresAt }) => {
    const now = world.now()
    const found = await (async (): Promise<Standing | null> => {
      if (expiresAt !== null && expiresAt <= now) return { state: 'expired', checkedAt: now }
      if (status === null) return { state: 'unknown', checkedAt: null }
      const signer = liesUnder(issuer.url, status.uri) ? issuer.did : await world.trust.statusIssuer(issuer.did, status.uri)
      if (signer === null) return { state: 'unknown', checkedAt: null }
      const { bits, seen } = await shared({ signer, uri: status.uri })
      const value = readStatus(bits, status.index)
      return { state: (value === null ? undefined : states[value]) ?? 'unknown', checkedAt: now, list: seen }
    })().catch(() => null)
    await world.vault.amend(id, (held) => ({ ...held, standing: found ?? lastWord(held.standing, now) }))
  }
}

/** A withdrawal is final; everything else is known only while the list that said it may be used. */
function lastWord(standing: Standing, now: number): Standing {
  const isOver = standing.list !== undefined && standing.list.usableUntil <= now && standing.state !== 'withdrawn'
  return { ...standing, ...(isOver ? { state: 'unknown' as const } : {}), isStale: true }
}

async function readList({ http, trust, vault, now }: Needs, inflate: Inflate, { signer, uri }: Place): Promise<JudgedList> {
  const { status, mediaType, text } = await http.get(uri, listMediaType)
  if (status !== 200 || mediaType.split(';')[0]?.trim().toLowerCase() !== listMediaType) throw new Fault('not_reachable')
  const seenBefore = (await vault.credentials()).flatMap(({ status: other, standing }) => (other?.uri === uri ? (standing.list?.issuedAt ?? []) : []))
  const parsed = parseStatusListToken(text.trim(), { uri, now: epochSeconds(now()), notBefore: Math.max(0, ...seenBefore) }, (bytes) => bytes)
  const { header, signingInput, signature } = parsed.jwt
  const { kid } = header
  const isSigned = typeof kid === 'string' && sameDid(didOf(kid), signer) && (await trust.verify({ kid, purpose: 'assertionMethod', signingInput, signature }))
  if (!isSigned) throw new Fault('not_reachable')
  const bits = { bits: parsed.list.bits, bytes: await inflate(parsed.list.bytes) }
  return { bits, seen: { issuedAt: parsed.issuedAt, usableUntil: parsed.expiresAt ?? plus(epochSeconds(now()), parsed.ttl) } }
}
