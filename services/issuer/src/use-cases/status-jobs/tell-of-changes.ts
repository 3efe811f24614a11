import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { plus, seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { step } from '@counterfoil/service-kit/system/steps'
import { nameOf, type PersonRecord } from '../../domain/council-record.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import { destinationFor } from '../../domain/notify/destination-for.ts'
import type { Message, MessageChannel, MessageReference } from '../../domain/notify/message.ts'
import type { StatusJob } from '../../domain/status-jobs/status-job.ts'
import type { Told } from '../../domain/status-jobs/telling.ts'
import type { RecordSource } from '../../ports.ts'
import type { Notifier, PersonLanguages, SealedMessage } from '../../ports/notifier.ts'
import type { StatusTellings, ToTell } from '../../ports/status-jobs.ts'

interface Ports {
  readonly clock: Clock
  readonly tellings: StatusTellings
  readonly records: Pick<RecordSource, 'people'>
  readonly languages: Pick<PersonLanguages, 'ofMany'>
  readonly notifier: Pick<Notifier, 'seal' | 'wake'>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

/** People in one unit at most: others write between two of them. */
const together = 100
/** From when it was done: later it would be no news. */
const newsFor = seconds(28 * 86_400)

/** Those of a council's record; null while it can't be read, and then it is tried again. */
export async function peopleOrAway(records: Pick<RecordSource, 'people'>, authority: string, handles: readonly PersonHandle[]): Promise<ReadonlyMap<PersonHandle, PersonRecord> | null> {
  try {
    return await records.people(authority, handles)
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'records_away' || error.code === 'records_unusable')) return null
    throw error
  }
}

/**
 * Tells people that a credential of theirs was changed, each of one type once. Where they live is read from the council's record when they are told. What is
 * noted as told has its message in the outbox: killed anywhere, it goes on with the rest. Of what was changed again meanwhile nobody is told.
 */
export const tellOfChanges = (ports: Ports) => async (isStopping: () => boolean): Promise<void> => {
  for (const job of await ports.tellings.due()) await tellOf(ports, job, isStopping)
}

async function tellOf(ports: Ports, job: StatusJob, isStopping: () => boolean): Promise<void> {
  const { clock, tellings, records, languages, notifier } = ports
  const { telling } = job
  if (telling === 'none') return
  const all = await tellings.toTell(job)
  for (let from = 0; from < all.length; from += together) {
    if (isStopping()) return
    const these = all.slice(from, from + together)
    const people = await peopleOrAway(records, job.authority, these.map(({ person }) => person))
    if (people === null) return
    const spoken = await languages.ofMany(job.authority, these.map(({ person }) => person))
    const told = these.map((one) => ({ ...messageTo(ports, job, telling, { one, record: people.get(one.person) ?? null, language: spoken.get(one.person) ?? 'en' }), counterfoils: one.counterfoils }))
    await tellings.note(job.id, told, told.flatMap(({ message }) => message ?? []), clock.now())
    step('status-job.told')
  }
  await tellings.finish(job.id, clock.now())
  notifier.wake()
}

interface Somebody {
  readonly one: ToTell
  readonly record: PersonRecord | null
  readonly language: Message['language']
}

function messageTo({ clock, notifier, configurations }: Ports, { id, authority, change, doneAt }: StatusJob, channel: MessageChannel, { one, record, language }: Somebody): { readonly told: Told; readonly message: SealedMessage | null } {
  const [subject] = one.counterfoils
  const expiresAt = plus(doneAt ?? clock.now(), newsFor)
  if (!one.stands || expiresAt <= clock.now()) return { told: 'overtaken', message: null }
  const type = configurations.get(one.configurationId)?.type
  if (record === null || subject === undefined || type === undefined) return { told: 'gone', message: null }
  const to = destinationFor(channel, record)
  if (to === null) return { told: 'unreachable', message: null }
  // By the change and the credential: sent by it, it is sent once.
  const reference = `${subject}-changed-${id}` as MessageReference
  return { told: 'asked', message: notifier.seal({ ...to, authority, reference, subject, language, expiresAt, template: 'status-changed', personalisation: { name: nameOf(record), typeName: type.name, change } }) }
}
