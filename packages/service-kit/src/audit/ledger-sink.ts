import { callDataOf } from '../authority/planned-write.ts'
import type { Outbox } from '../outbox/open-outbox.ts'
import { anchorValue, attributeNameOf } from './anchor.ts'
import type { AnchorSink } from './anchor-on-schedule.ts'

// An anchor is read from the registry's events, which do not end; this is only what ERC-1056 asks for.
const validity = 10 * 365 * 24 * 3600

/** Anchors as attributes of the identity of the account that pays for them, 0x-prefixed. */
export const ledgerSink = (outbox: Outbox, { identity, registry }: { readonly identity: string; readonly registry: string }): AnchorSink => ({
  isBusy: async () => {
    const { waiting, onTheirWay } = await outbox.standing()
    return waiting + onTheirWay > 0
  },
  enqueue: (writes, { key, name, reason, actor, digest }) => {
    const data = async (): Promise<string> => callDataOf(identity, { method: 'setAttribute', name: attributeNameOf(name), value: anchorValue(await digest()), validity })
    return outbox.enqueue(writes, { key, to: registry, reason, actor, data })
  },
})
