import { epochSeconds, plus } from '@counterfoil/shared/kernel/branded'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import { readStatus, statusValue, type StatusBits } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken, type ReadStatusList } from '@counterfoil/shared/status-list/status-list-token'
import { Fault } from '../domain/fault.ts'
import type { BitstringPlace, HeldCredential, Standing, StandingState } from '../domain/held-credential.ts'
import { part } from '../parts.ts'
import type { Inflate, World } from '../ports.ts'
import { signingKeyOf } from './signing-key.ts'

const bitstringLists = part(() => import('@counterfoil/shared/status-list/bitstring-list'))

const states: Readonly<Record<number, StandingState>> = { [statusValue.valid]: 'active', [statusValue.revoked]: 'withdrawn', [statusValue.suspended]: 'suspended' }
const bitStates = { revocation: 'withdrawn', suspension: 'suspended' } as const
/** What a credential is that stands differently in several lists: whatever is worst. */
const worstFirst: readonly StandingState[] = ['withdrawn', 'suspended', 'unknown', 'active']
const listMediaType = 'application/statuslist+jwt'
const bitstringMediaType = 'application/vc+jwt'

/** A list that was judged: signed by the credential's issuer or by whom the consortium lets sign for it, about this address, in time, and no older than one seen before. */
interface JudgedList {
  readonly bits: StatusBits
  readonly seen: NonNullable<Standing['list']>
}

type Needs = Pick<World, 'http' | 'trust' | 'vault' | 'now'>
/** Where a credential's status is found, the DID of who signs there, and for what, where a list is for one way to stop alone. */
type Place = { readonly signer: string; readonly uri: string; readonly purpose: BitstringPlace['purpose'] | null }
type Entry = Omit<Place, 'signer'> & { readonly index: number }

/**
 * Looks a credential up in the whole lists it belongs to, so that nobody learns which one was meant. When no list can be
 * had, or only one that can't be believed, the last word stands for as long as its own list does. @see Token Status List, section 8.3
 */
export function refreshStatus(world: Needs, inflate: Inflate): (held: HeldCredential) => Promise<void> {
  const underWay = new Map<string, Promise<JudgedList>>()
  // Credentials of one list, looked up together, share one request, and can't be told different things.
  const shared = (place: Place): Promise<JudgedList> => {
    const key = `${place.signer} ${place.uri} ${place.purpose}`
    const begun = underWay.get(key) ?? readList(world, inflate, place).finally(() => underWay.delete(key))
    underWay.set(key, begun)
    return begun
  }
  const lookUp = async ({ uri, index, purpose }: Entry, issuer: HeldCredential['issuer']): Promise<Pick<Standing, 'state' | 'list'>> => {
    const signer = liesUnder(issuer.url, uri) ? issuer.did : await world.trust.statusIssuer(issuer.did, uri)
    if (signer === null) return { state: 'unknown' }
    const { bits, seen } = await shared({ signer, uri, purpose })
    const value = readStatus(bits, index)
    return { state: stateOf(value, purpose), list: seen }
  }
  return async ({ id, status, bitstrings = [], issuer, expiresAt, standing }) => {
    const now = world.now()
    const entries: readonly Entry[] = [...(status === null ? [] : [{ ...status, purpose: null }]), ...bitstrings]
    const found = await (async (): Promise<Standing | null> => {
      if (expiresAt !== null && expiresAt <= now) return standing.state === 'expired' ? standing : { state: 'expired', checkedAt: now }
      if (entries.length === 0) return { state: 'unknown', checkedAt: null }
      const said = await Promise.all(entries.map((entry) => lookUp(entry, issuer)))
      const state = worstFirst.find((one) => said.some((each) => each.state === one)) ?? 'unknown'
      const lists = said.flatMap(({ list }) => list ?? [])
      // Where nobody could be asked, nothing was checked.
      return lists.length === 0 ? { state, checkedAt: null } : { state, checkedAt: now, list: together(lists) }
    })().catch(() => null)
    if (isSame(standing, found ?? lastWord(standing, now))) return
    await world.vault.amend(id, (held) => ({ ...held, standing: found ?? lastWord(held.standing, now) }))
  }
}

function stateOf(value: number | null, purpose: BitstringPlace['purpose'] | null): StandingState {
  if (value === null) return 'unknown'
  if (purpose === null) return states[value] ?? 'unknown'
  return value === 0 ? 'active' : bitStates[purpose]
}

/** What holds for each of them. */
const together = (lists: readonly NonNullable<Standing['list']>[]): NonNullable<Standing['list']> => ({
  issuedAt: Math.min(...lists.map(({ issuedAt }) => issuedAt)),
  usableUntil: Math.min(...lists.map(({ usableUntil }) => usableUntil)),
  freshUntil: Math.min(...lists.map(({ freshUntil = 0 }) => freshUntil)),
})

/** Nothing is written where nothing changed: each record is decrypted and sealed anew for it. */
const isSame = (before: Standing, after: Standing): boolean =>
  (['state', 'checkedAt', 'isStale'] as const).every((name) => before[name] === after[name]) && (['issuedAt', 'usableUntil', 'freshUntil'] as const).every((name) => before.list?.[name] === after.list?.[name])

/** A withdrawal is final; everything else is known only while the list that said it may be used. */
function lastWord(standing: Standing, now: number): Standing {
  const isOver = standing.list !== undefined && standing.list.usableUntil <= now && standing.state !== 'withdrawn'
  return { ...standing, ...(isOver ? { state: 'unknown' as const } : {}), isStale: true }
}

async function readList({ http, trust, vault, now }: Needs, inflate: Inflate, { signer, uri, purpose }: Place): Promise<JudgedList> {
  const wanted = purpose === null ? listMediaType : bitstringMediaType
  const { status, mediaType, text } = await http.get(uri, wanted)
  if (status !== 200 || mediaType.split(';')[0]?.trim().toLowerCase() !== wanted) throw new Fault('not_reachable')
  const held = await vault.credentials()
  const seenBefore = held.flatMap(({ status: other, bitstrings = [], standing }) => ([other, ...bitstrings].some((place) => place?.uri === uri) ? (standing.list?.issuedAt ?? []) : []))
  const expected = { uri, now: epochSeconds(now()), notBefore: Math.max(0, ...seenBefore) }
  const { cut, unzipped } = purpose === null ? ofToken(text.trim(), expected, inflate) : await ofBitstring(text.trim(), { ...expected, purpose }, inflate)
  const { input: signingInput, signature } = cut.signed
  const kid = await signingKeyOf({ trust }, signer, cut)
  const isSigned = kid !== null && (await trust.verify({ kid, purpose: 'assertionMethod', signingInput, signature }))
  if (!isSigned) throw new Fault('not_reachable')
  return { bits: await unzipped(), seen: { issuedAt: cut.issuedAt, usableUntil: cut.expiresAt ?? plus(expected.now, cut.ttl), freshUntil: plus(expected.now, cut.ttl) } }
}

/** A list by every rule but its signature, unzipped when that is known to be good. */
interface ZippedList {
  readonly cut: Omit<ReadStatusList, 'list'>
  readonly unzipped: () => Promise<StatusBits>
}

function ofToken(text: string, expected: Parameters<typeof parseStatusListToken>[1], inflate: Inflate): ZippedList {
  const parsed = parseStatusListToken(text, expected, (bytes) => bytes)
  return { cut: parsed, unzipped: async () => ({ bits: parsed.list.bits, bytes: await inflate(parsed.list.bytes) }) }
}

/** W3C credentials have them, and few wallets have any of those. */
async function ofBitstring(text: string, expected: Parameters<typeof parseStatusListToken>[1] & { readonly purpose: string }, inflate: Inflate): Promise<ZippedList> {
  const { bitsOfBitstring, cutBitstringList } = await bitstringLists()
  const cut = cutBitstringList(text, expected)
  return { cut, unzipped: async () => bitsOfBitstring(await inflate(cut.zipped, 'gzip')) }
}
