import type { KeyObject } from 'node:crypto'
import type { FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { startSweep, sweepFirst } from '@counterfoil/service-kit/persistence/sweep'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { issuingKey } from '@counterfoil/service-kit/trust/asserting-key'
import { didOf } from '@counterfoil/shared/did/ethr-did'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Trust } from '@counterfoil/shared/trust/trust'
import { formPublicationsTable } from './adapters/form-publications-table.ts'
import { liveForms } from './adapters/live-forms.ts'
import type { PrepareOptions } from './adapters/prepare-form.ts'
import type { ServedAuthorities } from './adapters/served-authorities.ts'
import { takePublications, type TakePublications } from './adapters/take-publications.ts'
import type { VerifierConfig } from './config.ts'

interface Parts {
  readonly clock: Clock
  readonly logger: Logger
  readonly fetchOutside: FetchOutside
  readonly database: Database
  readonly trust: Pick<Trust, 'resolve'>
  readonly served: ServedAuthorities
  readonly prepare: PrepareOptions
}

export interface LivePublications extends Pick<TakePublications, 'learn' | 'notes' | 'stop'> {
  /** The authorities with their forms as these are now, of files and of publications. */
  readonly served: ServedAuthorities
  /** Whether an authority's publications are read. */
  readonly publishes: (authority: string) => boolean
}

/** Forms as their authorities publish them, from what was read last on; read again and again while anybody publishes. */
export async function openPublications({ formPublications = [], formPublicationsEvery = seconds(30), serviceSecret }: Pick<VerifierConfig, 'formPublications' | 'formPublicationsEvery' | 'serviceSecret'>, { served, trust, database, ...parts }: Parts): Promise<LivePublications> {
  const live = liveForms(served.forms)
  const publishes = (id: string): boolean => formPublications.includes(id) || formPublications.includes('all')
  const publications = takePublications({
    ...parts,
    live,
    files: served.forms,
    askers: served.askers,
    publishers: () => served.authorities().filter(({ id }) => publishes(id)),
    table: formPublicationsTable(database, deriveKey(serviceSecret, 'form publications')),
    keyOf: (kid) => publishedKey(trust, kid),
  })
  await publications.restore()
  const isRead = formPublications.length > 0
  // Nobody waits for it: the issuer may start later.
  if (isRead) void sweepFirst(() => publications.read(), parts.logger)
  const reading = isRead ? startSweep(formPublicationsEvery, () => publications.read(), parts.logger) : null
  const stop = (): void => {
    reading?.stop()
    publications.stop()
  }
  const take: ServedAuthorities['take'] = async (now) => {
    const before = served.forms.all()
    await served.take(now)
    await publications.filesReplaced(before)
  }
  return { learn: publications.learn, notes: publications.notes, stop, publishes, served: { ...served, forms: live, take } }
}

/** The key that an identity has for what it issues. Throws `TrustUnavailable`. */
async function publishedKey(trust: Pick<Trust, 'resolve'>, kid: string): Promise<KeyObject | null> {
  const resolved = await trust.resolve(didOf(kid))
  return resolved === null || resolved.value.metadata.deactivated === true ? null : issuingKey(resolved.value, kid)
}
