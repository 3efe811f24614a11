import { afterShowing, keyNameOf, withCopyFor } from '../domain/credential-copies.ts'
import { sameFacts } from '../domain/credential-facts.ts'
import { Fault } from '../domain/fault.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import type { World } from '../ports.ts'

type Needs = Pick<World, 'vault' | 'keys' | 'oneAtATime'>

/**
 * Shows copies of credentials in one exchange: each in no other exchange while there is another copy. Which one was chosen is
 * written down before anything is sent, so that neither a crash nor a second tab shows it elsewhere; an answer that got lost
 * may have been read, too, and is given again by the same copy.
 */
export function showCopies({ vault, keys, oneAtATime }: Needs, exchange: string) {
  const chosen = new Map<string, string>()
  const change = async (id: string, to: (held: HeldCredential) => HeldCredential): Promise<HeldCredential | null> => {
    let before: HeldCredential | undefined
    const after = await vault.amend(id, (held) => to((before = held)))
    if (before !== undefined && after !== null && keyNameOf(before) !== keyNameOf(after)) await keys.remove(keyNameOf(before))
    return after
  }
  return {
    /** Signs with the copy before any other tab can have done with it. Throws a Fault `key_missing` or `credential_changed`. */
    withCopy: (agreed: HeldCredential, sign: (copy: HeldCredential) => Promise<string>): Promise<string> =>
      oneAtATime(`copies ${agreed.id}`, async () => {
        const copy = await change(agreed.id, (held) => {
          // What the citizen agreed to is what they saw.
          if (!sameFacts(held.claims, agreed.claims)) throw new Fault('credential_changed')
          return withCopyFor(exchange, held)
        })
        if (copy === null) throw new Fault('key_missing')
        chosen.set(agreed.id, keyNameOf(copy))
        return sign(copy)
      }),
    /** The answer was sent: these copies are used up. */
    shown: async (): Promise<void> => {
      for (const [id, key] of chosen) await change(id, (held) => afterShowing(key, held))
    },
  }
}
