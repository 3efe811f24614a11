import { issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { heldKeys, publishedFor, type HeldKey } from '@counterfoil/service-kit/authority/signing-key'
import { changeAuthority } from '@counterfoil/service-kit/config/change-network'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { step } from '@counterfoil/service-kit/system/steps'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { plus, seconds, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkAuthority, NetworkKey } from '@counterfoil/shared/network/network'
import { byItself, nothingToDo, together, type Plan } from './plan.ts'
import type { SigningKeys } from './signing-keys.ts'

export const signingRoles = ['credential', 'status', 'request'] as const satisfies readonly JoseRole[]

/** Which key is to be changed for a new one. */
export interface Rotation {
  readonly role: JoseRole
  /** The key to be replaced, so that asking again never replaces its successor; without it, the one that signs now. */
  readonly kid: string | null
  /** Label of a key in custody that is to be the new one; null for one to be made. */
  readonly takeOver: string | null
  /** How long the new key is published before it signs: longer than anybody holds an older document for true. */
  readonly overlap: Seconds
}

/** What is known of an authority's keys of a role. */
interface Standing {
  readonly authority: NetworkAuthority
  readonly key: NetworkKey
  /** Whether the key that signs now is published. */
  readonly stands: boolean
  /** The next key, unless it is not published. */
  readonly next: NetworkKey['next'] | undefined
  /** Made for the change by a run that was cut off. */
  readonly begun: HeldKey | undefined
  /** Sign no more, and are not retired. */
  readonly former: readonly HeldKey[]
  readonly madeAt: EpochSeconds | null
}

export const certificateDays = 825
const instant = (at: number): string => new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')

async function standingOf(keys: SigningKeys, authority: NetworkAuthority, role: JoseRole): Promise<Standing> {
  const published = await keys.published(authority)
  const key = authority.keys[role]
  const held = await heldKeys(await keys.place.signing(role), { authority: authority.id, did: authority.did, role })
  const others = held.filter(({ kid }) => kid !== key.kid && kid !== key.next?.kid)
  const begun = others.find(({ kid }) => kid === null || (published.placeOf(kid) > published.placeOf(key.kid) && published.isPublished(kid)))
  return {
    authority,
    key,
    stands: published.isPublished(key.kid),
    next: key.next !== undefined && published.isPublished(key.next.kid) ? key.next : undefined,
    begun,
    former: others.filter((one) => one !== begun),
    madeAt: held.find(({ kid }) => kid === key.kid)?.key.createdAt ?? null,
  }
}

/** What changing a signing key would do now: begin, wait, or end the change. */
export async function planRotation(keys: SigningKeys, authority: NetworkAuthority, rotation: Rotation): Promise<Plan<never>> {
  const standing = await standingOf(keys, authority, rotation.role)
  const { key, next, former } = standing
  const ending = planEnding(keys, standing, rotation.role)
  if (ending.words.length > 0) return ending
  if (next !== undefined) return nothingToDo(`${next.kid} is published, and signs from ${instant(next.signsFrom)} UTC.`)
  if (former.length === 0 && rotation.kid !== null && rotation.kid !== key.kid) return nothingToDo(`${rotation.kid} signs no more: ${key.kid} does.`)
  return planBeginning(keys, standing, rotation)
}

function planBeginning(signing: SigningKeys, { authority, key, stands, begun }: Standing, { role, overlap, takeOver }: Rotation): Plan<never> {
  const { id, did, name, verifierUrl } = authority
  const { place } = signing
  // Nothing that a removed key signs is believed: there is nothing to wait for.
  const wait = stands ? overlap : seconds(0)
  const until = instant(plus(systemClock.now(), publishedFor)).slice(0, 10)
  const beginning = takeOver === null || begun !== undefined ? `Make a new ${role} key of ${name.en}` : `Take over the key labelled "${takeOver}" as the new ${role} key of ${name.en}`
  const words = [
    `${beginning} and publish it until ${until}`,
    stands ? `Sign with it ${wait} seconds after; ${key.kid} stays published, and what it signed stays good` : `Sign with it at once: ${key.kid} was removed`,
  ]
  return byItself(words, async (actor) => {
    const owner = await place.signing(role)
    const wanted = { role, authority: id }
    const made = begun?.key ?? (await (takeOver === null ? owner.custody.make(wanted) : owner.custody.takeOver(takeOver, wanted)))
    const { kid, publicJwk } = await signing.publish(authority, { role, owner, key: made }, { actor, reason: `identity.rotate_${role}_key` })
    const x5c = [await issueLeafCertificate({ ca: await place.ca(), publicJwk, name: name.en, did, days: certificateDays, role, verifierUrl })]
    await changeKey(place, id, role, (now) => ({ ...now, next: { kid, x5c, signsFrom: plus(systemClock.now(), wait) } }))
  })
}

/** Once the next key signs, the one before is history: out of the network file first, and only then out of use. */
function planEnding(keys: SigningKeys, { authority, key, stands, next, former }: Standing, role: JoseRole): Plan<never> {
  const takesOver = next !== undefined && (systemClock.now() >= next.signsFrom || !stands)
  const retiring = [...(takesOver ? [key.kid] : []), ...former.map(({ kid, key: { id } }) => kid ?? id)]
  if (retiring.length === 0) return nothingToDo()
  const words = [
    ...(takesOver ? [`Name ${next.kid} as the ${role} key of ${authority.name.en}`] : []),
    ...retiring.map((kid) => `Retire ${kid}: it signs no more, and what it signed stays good as long as it is published`),
  ]
  return byItself(words, async () => {
    const { place } = keys
    if (takesOver) await changeKey(place, authority.id, role, () => ({ kid: next.kid, x5c: next.x5c }))
    const owner = await place.signing(role)
    step('signing_key.replaced')
    const { former: over } = await standingOf(keys, place.authority(authority.id), role)
    for (const { key: old } of over) await owner.custody.retire(old.id)
  })
}

const changeKey = (place: SigningKeys['place'], id: string, role: JoseRole, change: (key: NetworkKey) => NetworkKey) =>
  changeAuthority(place.networkFile, id, (authority) => ({ ...authority, keys: { ...authority.keys, [role]: change(authority.keys[role]) } }))

/** Every change that is due: keys of an age are begun to be replaced, those whose successor signs are retired. */
export async function planDueRotations(keys: SigningKeys, { age, overlap }: { readonly age: Seconds; readonly overlap: Seconds }): Promise<Plan<never>> {
  const plans: Plan<never>[] = []
  for (const authority of keys.place.network.authorities) {
    if ((await keys.published(authority)).givenUp) continue
    for (const role of signingRoles) {
      const standing = await standingOf(keys, authority, role)
      const ending = planEnding(keys, standing, role)
      const isOld = standing.madeAt !== null && systemClock.now() - standing.madeAt >= age
      if (ending.words.length > 0) plans.push(ending)
      else if (standing.next === undefined && (isOld || !standing.stands)) plans.push(planBeginning(keys, standing, { role, kid: null, takeOver: null, overlap }))
    }
  }
  return plans.length === 0 ? nothingToDo('No key is due.') : together(plans)
}
