import { anchorOnSchedule } from '@counterfoil/service-kit/audit/anchor-on-schedule'
import { consortiumLog } from '@counterfoil/service-kit/outbox/consortium-log'
import { appendAnchor, chainIn } from '@counterfoil/service-kit/signed-list/anchor-folder'
import { listKey } from '@counterfoil/service-kit/signed-list/list-keys'
import { listSink } from '@counterfoil/service-kit/signed-list/list-sink'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import type { ListPlace } from './list-place.ts'

/** Anchors the log of what was written from here since the last time, in the folder that the list is published from. */
export async function anchorPlace(place: ListPlace): Promise<void> {
  const { database } = place.log
  const { consortium } = place.network.trust
  const { state } = await place.entries.judged()
  const key = await listKey(place.identities.custody, 'anchor', consortiumLog)
  const thumbprint = thumbprintOf(key.publicJwk)
  // A list of an earlier release doesn't know the key: the consortium has to name it first.
  if (state.anchorKeys.get(consortium)?.some((jwk) => thumbprintOf(jwk) === thumbprint) !== true) return
  const sink = listSink({
    database,
    clock: systemClock,
    log: consortiumLog,
    did: consortium,
    network: consortium,
    key,
    thumbprint,
    chain: { append: (text) => appendAnchor(place.folder, { network: consortium, state, now: systemClock.now() }, text), end: async () => chainIn(place.folder, thumbprint) },
  })
  // One that a run before was cut off at has its turn first: the next has everything in it.
  await sink.turn()
  if (await anchorOnSchedule({ database, sink, log: consortiumLog, schedule: 'when_moved', actor: 'operator' }, systemClock.now())) await sink.turn()
}
