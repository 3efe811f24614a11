import type { Carried, Carrier, DeliveredMessage } from '../../ports/notifier.ts'

/** Everybody's letter box on a developer's machine: in memory, for it holds what belongs with citizens alone. */
export interface LocalPost {
  readonly carrier: Carrier
  /** The newest first. */
  readonly delivered: () => readonly DeliveredMessage[]
}

const mostKept = 200

/** Addresses that fail, as those of GOV.UK Notify's own simulator do. @see https://docs.notifications.service.gov.uk/rest-api.html#smoke-testing */
const failing: Readonly<Record<string, Carried>> = {
  'perm-fail@simulator.notify': { isSent: false, problem: 'address_refused', isFinal: true },
  'temp-fail@simulator.notify': { isSent: false, problem: 'away', isFinal: false },
}

export function localPost(): LocalPost {
  const kept = new Map<string, DeliveredMessage>()
  return {
    carrier: {
      channels: new Set(['email', 'letter']),
      carry: async ({ reference, authority, channel, language, to }, written) => {
        if (typeof to === 'string' && failing[to] !== undefined) return failing[to]
        if (!kept.has(reference)) kept.set(reference, { authority, channel, language, to: typeof to === 'string' ? [to] : to, written })
        for (const [oldest] of [...kept].slice(0, Math.max(0, kept.size - mostKept))) kept.delete(oldest)
        return { isSent: true }
      },
    },
    delivered: () => [...kept.values()].toReversed(),
  }
}
