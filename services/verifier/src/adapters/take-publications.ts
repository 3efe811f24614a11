import type { KeyObject } from 'node:crypto'
import { FormProfileError, readFormProfile } from '@counterfoil/service-kit/form-profile/parse-form-profile'
import { profilesIn, PublicationRefused, readPublication, type PublicationFault } from '@counterfoil/service-kit/form-profile/read-publication'
import { OutsideUnavailable, type FetchOutside, type OutsideFault } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { publicationAddress, publicationLimits, publicationMediaType, type PublishedProfile } from '@counterfoil/shared/form-profile/publication'
import { profileOfForm } from '@counterfoil/shared/form-profile/request-profile'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import type { Presentation } from '../domain/presentation.ts'
import { asVersion, type PublishedVersion } from '../domain/purpose-register.ts'
import type { Askers, Forms, PreparedForm } from '../ports.ts'
import { KeptAltered, type FormPublicationsTable } from './form-publications-table.ts'
import { insteadIn, isFresh, isOlder, saysTheSame, type InsteadOf, type KeptPublication } from './kept-publication.ts'
import type { LiveForms, PublishedForms } from './live-forms.ts'
import { digestOf, prepareForm, type PrepareOptions } from './prepare-form.ts'

type Publisher = Pick<NetworkAuthority, 'id' | 'did' | 'issuerUrl'>
type Fault = PublicationFault | OutsideFault | 'not_served' | 'trust_unavailable' | 'kept_altered'
/** Why single forms aren't asked with as they are published. */
type FormFault = 'type_unknown' | 'no_papers'

/** What is held of one authority's publication, and whose it is: another identity may come under the same name. */
interface Held {
  readonly did: string
  readonly publication: KeptPublication
  /** Ids of the forms whose type, or its version, isn't known here. */
  readonly unknown: readonly string[]
}

export interface TakePublicationsPorts {
  /** Those whose publications are read. */
  readonly publishers: () => readonly Publisher[]
  readonly fetchOutside: FetchOutside
  /** The key that an identity publishes under this DID URL. */
  readonly keyOf: (kid: string) => Promise<KeyObject | null>
  readonly table: FormPublicationsTable
  readonly live: LiveForms
  readonly files: Pick<Forms, 'find' | 'all'>
  readonly askers: Pick<Askers, 'find'>
  readonly prepare: PrepareOptions
  readonly clock: Clock
  readonly logger: Logger
}

export interface TakePublications {
  /** Goes on with what was published last, whether or not its issuer is there. A database that can't be used stops no start. */
  readonly restore: () => Promise<void>
  /** Reads every publication; one that can't be used changes nothing. Never throws for what is published. */
  readonly read: () => Promise<void>
  /** Makes the version known that a presentation began with, in another process or before a restart. At hand without a promise. */
  readonly learn: (began: Pick<Presentation, 'authority' | 'form' | 'profileDigest'>) => void | Promise<void>
  /** The files are others than these by now: presentations may have begun with either. */
  readonly filesReplaced: (before: ReturnType<Forms['all']>) => Promise<void>
  /** For operators: whose publication can't be used, and why. */
  readonly notes: () => readonly string[]
  /** Takes nothing over any more that is still on its way. */
  readonly stop: () => void
}

/** Takes what authorities publish of their forms over while the service runs. Nothing that anybody asks for waits for it. */
export function takePublications(ports: TakePublicationsPorts): TakePublications {
  const { table, live, files, prepare, clock, logger } = ports
  const held = new Map<string, Held>()
  const faults = new Map<string, readonly Fault[]>()
  const logged = new Map<string, readonly (Fault | FormFault)[]>()
  let isStopped = false

  return {
    restore: async () => {
      await noteFiles()
      await Promise.all(ports.publishers().map((publisher) => restoreOne(publisher).catch(unread)))
    },
    read: async () => {
      await Promise.all(ports.publishers().map(readOne))
    },
    learn: (began) => (began.profileDigest === null || live.find(began.authority, began.form, began.profileDigest) !== null ? undefined : learn(began)),
    filesReplaced: async (before) => {
      for (const { authority, form } of before) if (files.find(authority, form.profile.id)?.profileDigest !== form.profileDigest) live.remember(authority, form)
      await noteFiles()
    },
    notes: () => [...[...held.keys()].flatMap((authority) => formFaults(authority).map(([fault, many]) => formNote(authority, fault, many))), ...[...faults].flatMap(([authority, all]) => all.map((fault) => `The form publication of ${authority} can't be used (${fault}). ${held.has(authority) ? 'What was published before stands.' : 'The files stand.'}`))],
    stop: () => {
      isStopped = true
    },
  }

  async function noteFiles(): Promise<void> {
    await table.note(files.all().map(({ authority, form: { profile, profileDigest: digest } }) => ({ authority, digest, profile, source: 'file', since: clock.now() }))).catch(unread)
  }

  function unread(error: unknown): void {
    logger.error({ err: error }, 'form publications could not be read from the database, or noted there')
  }

  async function restoreOne(publisher: Publisher): Promise<void> {
    const fault = await faultIn(takeOver(publisher))
    const kept = held.get(publisher.id)?.publication
    tell(publisher.id, fault !== null ? [fault] : kept !== undefined && kept.exp <= clock.now() ? ['expired'] : [])
  }

  async function readOne(publisher: Publisher): Promise<void> {
    const { id, did } = publisher
    if (held.get(id)?.did !== did) held.delete(id)
    // One that was kept by a release with other types, or altered, is no reason not to ask for what stands now.
    const ofKept = await faultIn(takeOver(publisher))
    const ofRead = await faultIn(readAnew(publisher, ofKept === null))
    if (!held.has(id)) live.publish(id, { forms: [], withdrawn: [] })
    tell(id, ofRead === null ? [] : ofKept === null || ofKept === ofRead ? [ofRead] : [ofKept, ofRead])
  }

  async function readAnew(publisher: Publisher, isKept: boolean): Promise<void> {
    const { id, did, issuerUrl } = publisher
    const before = await standing(publisher)
    const known = before?.publication
    const etag = known !== undefined && isKept && isFresh(known, clock.now()) ? known.etag : null
    const answer = await ports.fetchOutside(publicationAddress(issuerUrl), { headers: { accept: publicationMediaType, ...(etag === null ? {} : { 'if-none-match': etag }) }, mostBytes: publicationLimits.bytes })
    if (answer.status === 304 && etag !== null) return lookAgain(publisher, before)
    // An issuer that publishes no forms yet is nothing to tell of.
    if (answer.status === 404 && known === undefined) return
    if (answer.status !== 200) throw new NotServed()
    const { kid, iat: signedAt, exp, number, profiles, withdrawn, unknown } = await readPublication(answer.body.toString('latin1'), { did, now: clock.now(), find: prepare.find, keyOf: ports.keyOf })
    const read: KeptPublication = { signedAt, exp, kid, etag: answer.headers.etag ?? null, number, profiles, withdrawn }
    if (isStopped) return
    if (isKept && known !== undefined && isHeldAlready(read, known)) return lookAgain(publisher, before)
    const publication = { ...read, instead: profiles.filter(({ id: form, profile }) => unknown.includes(form) || lacksPapers(id, profile)).map(({ id: form }) => askedBefore(id, form, known)) }
    const prepared = await preparedFrom(id, publication, unknown)
    const noted = profiles.map(({ profile, publishedAt: since }) => ({ authority: id, digest: digestOf(profile), source: 'publication' as const, since, profile }))
    if (!(await table.keep(publisher, publication, noted))) return takeOver(publisher)
    stand(publisher, publication, unknown, prepared)
    logger.info({ authority: id, signedAt: dateTimeOf(signedAt), forms: profiles.length, withdrawn: withdrawn.length }, 'a form publication was taken over')
  }

  /** What is held, unless the key that signed it was withdrawn since. Then what is read anew stands, whenever it was signed, and the files where nothing is. */
  async function standing(publisher: Publisher): Promise<Held | undefined> {
    const known = held.get(publisher.id)
    if (known === undefined) return known
    if ((await ports.keyOf(known.publication.kid)) !== null) return withoutWithdrawn(publisher, known)
    logger.warn({ authority: publisher.id }, 'the key that signed a form publication was withdrawn')
    await table.forget(publisher)
    held.delete(publisher.id)
    return undefined
  }

  /** What another process has read meanwhile, or this one before it was started again. */
  async function takeOver(publisher: Publisher): Promise<void> {
    const kept = await table.find(publisher)
    const known = held.get(publisher.id)?.publication
    if (kept === null || (known !== undefined && (isOlder(kept, known) || (kept.signedAt === known.signedAt && saysTheSame(kept, known))))) return
    const { unknown } = profilesIn(kept, prepare)
    stand(publisher, kept, unknown, await preparedFrom(publisher.id, kept, unknown))
  }

  function stand({ id, did }: Publisher, publication: KeptPublication, unknown: readonly string[], prepared: PublishedForms): void {
    live.publish(id, prepared)
    held.set(id, { did, publication, unknown })
  }

  /** Papers may have come for what had none when it was read. */
  async function lookAgain(publisher: Publisher, known: Held | undefined): Promise<void> {
    if (isStopped || known === undefined || insteadIn(known.publication).length === 0) return
    stand(publisher, known.publication, known.unknown, await preparedFrom(publisher.id, known.publication, known.unknown))
  }

  /** What goes on in place of a form: what is asked with while the publication before is held. */
  function askedBefore(authority: string, id: string, known: KeptPublication | undefined): InsteadOf {
    const now = live.find(authority, id)
    if (known === undefined || (now !== null && now.profileDigest === files.find(authority, id)?.profileDigest)) return { id, asks: 'file', kid: null }
    if (now === null) return { id, asks: 'nothing', kid: null }
    const isOfKnown = known.profiles.some((one) => one.id === id && digestOf(one.profile) === now.profileDigest)
    return { id, asks: now.profile, kid: isOfKnown ? known.kid : (insteadIn(known).find((one) => one.id === id)?.kid ?? known.kid) }
  }

  /** What went on by a key that was withdrawn since falls to the file. */
  async function withoutWithdrawn(publisher: Publisher, known: Held): Promise<Held> {
    const before = insteadIn(known.publication)
    const instead = await Promise.all(before.map(async (one): Promise<InsteadOf> => (one.kid === null || (await ports.keyOf(one.kid)) !== null ? one : { id: one.id, asks: 'file', kid: null })))
    if (instead.every((one, place) => one === before[place])) return known
    const publication = { ...known.publication, instead }
    await table.keep(publisher, publication, [])
    stand(publisher, publication, known.unknown, await preparedFrom(publisher.id, publication, known.unknown))
    return { ...known, publication }
  }

  /** A form that can't be asked with as it is published goes on by itself as it was before: the rest stands, and what is withdrawn is gone. */
  async function preparedFrom(authority: string, publication: KeptPublication, unknown: readonly string[]): Promise<PublishedForms> {
    const history = await historyOf(authority)
    const versionsOf = (id: string, upTo = Infinity): readonly PublishedVersion[] => [...(files.find(authority, id)?.versions ?? []), ...(history.get(id) ?? []).filter(({ version }) => version <= upTo)]
    const insteads = insteadIn(publication)
    const forms: PreparedForm[] = []
    const hidden: string[] = []
    for (const { id, publishedAt, profile } of publication.profiles) {
      const instead = insteads.find((one) => one.id === id)?.asks
      const asks = unknown.includes(id) ? (instead ?? 'file') : instead !== undefined && lacksPapers(authority, profile) ? instead : null
      if (asks === null) forms.push(preparedOf(profile, authority, inOrder([...versionsOf(id), asVersion(profile, digestOf(profile), publishedAt)])))
      else if (asks === 'nothing') hidden.push(id)
      else if (asks !== 'file') forms.push(...preparedAgain(asks, authority, inOrder(versionsOf(id, asks.version))))
    }
    return { forms, withdrawn: [...publication.withdrawn, ...hidden] }
  }

  function preparedOf(profile: PublishedProfile['profile'], authority: string, versions: readonly PublishedVersion[]): PreparedForm {
    try {
      return prepareForm(profile, authority, prepare, versions)
    } catch (cause) {
      if (!(cause instanceof FormProfileError)) throw cause
      throw new PublicationRefused('profile_unusable', { cause })
    }
  }

  /** What the authority has no certificate or attestation for is refused to whoever starts. */
  function lacksPapers(authority: string, profile: PublishedProfile['profile']): boolean {
    const asker = ports.askers.find(authority)
    return asker !== null && asker.as(profileOfForm(profile)) === null
  }

  /** How many forms aren't asked with as they are published, and why. */
  function formFaults(authority: string): readonly (readonly [FormFault, number])[] {
    const { publication: { profiles = [] } = {}, unknown = [] } = held.get(authority) ?? {}
    const lacking = profiles.filter(({ id, profile }) => !unknown.includes(id) && lacksPapers(authority, profile))
    return ([['type_unknown', unknown.length], ['no_papers', lacking.length]] as const).filter(([, many]) => many > 0)
  }

  async function historyOf(authority: string): Promise<ReadonlyMap<string, readonly PublishedVersion[]>> {
    const noted = Map.groupBy(await table.history(authority), ({ profile }) => profile.id)
    return new Map([...noted].map(([id, versions]) => [id, versions.map(({ profile, digest, since }) => asVersion(profile, digest, since))]))
  }

  async function learn(began: Pick<Presentation, 'authority' | 'form' | 'profileDigest'>): Promise<void> {
    const kept = await table.profile(began)
    if (kept !== null) for (const form of preparedAgain(kept, began.authority, [])) live.remember(began.authority, form)
  }

  /** Of what was read before: none when its type is another by now. */
  function preparedAgain(profile: PublishedProfile['profile'], authority: string, versions: readonly PublishedVersion[]): readonly PreparedForm[] {
    try {
      return [prepareForm(readFormProfile(profile, prepare.find), authority, prepare, versions)]
    } catch (error) {
      if (error instanceof FormProfileError) return []
      throw error
    }
  }

  /** The log tells of each fault once. */
  function tell(authority: string, now: readonly Fault[]): void {
    const before = logged.get(authority) ?? []
    const all = [...now, ...formFaults(authority).map(([fault]) => fault)]
    for (const fault of all) if (!before.includes(fault)) logger.warn({ authority, fault }, 'a form publication can not be used, or not all of it')
    if (all.length === 0 && before.length > 0) logger.info({ authority }, 'the form publication can be used again')
    faults.set(authority, now)
    logged.set(authority, all)
  }
}

/** Nothing new: the same, or signed before, for several processes of an issuer sign at different times. An older one that says something else would bring back what was changed since. */
function isHeldAlready(publication: KeptPublication, known: KeptPublication): boolean {
  if (saysTheSame(publication, known)) return publication.signedAt <= known.signedAt
  if (isOlder(publication, known)) throw new PublicationRefused('older_than_held')
  return false
}

const reasons = { type_unknown: "that name a credential type, or a version, which isn't known here", no_papers: 'that there is no certificate or attestation to ask with' } as const satisfies Record<FormFault, string>
const formNote = (authority: string, fault: FormFault, many: number): string => `Published forms of ${authority} ${reasons[fault]} (${fault}): ${many}. What was asked before is asked still, if anything was.`

class NotServed extends Error {}

async function faultIn(work: Promise<void>): Promise<Fault | null> {
  try {
    await work
    return null
  } catch (error) {
    if (error instanceof PublicationRefused || error instanceof OutsideUnavailable) return error.fault
    if (error instanceof NotServed) return 'not_served'
    if (error instanceof KeptAltered) return 'kept_altered'
    if (error instanceof TrustUnavailable) return 'trust_unavailable'
    throw error
  }
}

/** The oldest first, each once: a file may say what is published. */
function inOrder(versions: readonly PublishedVersion[]): PublishedVersion[] {
  const each = new Map(versions.map((version) => [version.digest, version]))
  return [...each.values()].toSorted((one, other) => one.since.localeCompare(other.since) || one.version - other.version)
}
