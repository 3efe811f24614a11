import type { EpochSeconds } from '../kernel/branded.ts'
import type { RegistryEvent } from '../ledger/registry-event.ts'
import { buildEthrDocument, type EthrIdentity } from './build-ethr-document.ts'
import type { ResolvedDid } from './did-resolver.ts'
import { NotWritable } from './ethr-encodings.ts'

/** A version of a did:ethr whose metadata still lacks the times of its blocks. */
export interface EthrVersion {
  readonly standsUntil: number
  /** The blocks whose times the metadata tells. */
  readonly blocks: readonly number[]
  withTimes(times: ReadonlyMap<number, number>): ResolvedDid
}

/** The newest version, or the one at a block; null where no document can be made of the events. */
export function describeVersion(identity: EthrIdentity, events: readonly RegistryEvent[], now: EpochSeconds, atBlock?: number): EthrVersion | null {
  const built = buildOrNull(identity, events, now, atBlock)
  if (built === null) return null
  const { document, deactivated, versionId, nextVersionId, formerKey, purposeOf, standsUntil } = built
  return {
    standsUntil,
    blocks: [...(versionId === 0 ? [] : [versionId]), ...(nextVersionId === null ? [] : [nextVersionId])],
    withTimes: (times) => ({
      document,
      formerKey,
      purposeOf,
      metadata: {
        ...(deactivated ? { deactivated: true as const } : {}),
        ...(versionId === 0 ? {} : { versionId: `${versionId}`, updated: isoTime(times, versionId) }),
        ...(nextVersionId === null ? {} : { nextVersionId: `${nextVersionId}`, nextUpdate: isoTime(times, nextVersionId) }),
      },
    }),
  }
}

function buildOrNull(identity: EthrIdentity, events: readonly RegistryEvent[], now: EpochSeconds, atBlock?: number) {
  try {
    return buildEthrDocument(identity, events, now, atBlock)
  } catch (error) {
    if (error instanceof NotWritable) return null
    throw error
  }
}

const isoTime = (times: ReadonlyMap<number, number>, block: number): string => {
  const time = times.get(block)
  if (time === undefined) throw new Error(`The time of block ${block} was not fetched.`)
  return new Date(time * 1000).toISOString().replace('.000', '')
}
