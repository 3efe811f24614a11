import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import type { JoseRole } from './key-role.ts'

/** A signer and the certificate that stands beside its signatures. */
export type Certified<Signer> = Signer & { readonly x5c: readonly string[] }

/** Of each authority the one key that signs now. */
export interface CurrentSigners<Signer> {
  /** Null for an authority that isn't known here. */
  of(authority: string): Certified<Signer> | null
  /** Every one that signs or will: what is published of them must not lag behind. */
  all(authority: string): readonly Certified<Signer>[]
  /** Takes over what a newer network file names. Rejects, and changes nothing, when one of its keys can't be opened. */
  take(authorities: readonly NetworkAuthority[]): Promise<void>
}

interface Scheduled<Signer> {
  readonly current: Certified<Signer>
  readonly next: { readonly signer: Certified<Signer>; readonly signsFrom: number } | null
}

/**
 * Opens the signing keys of a role, those too that wait for their turn: a missing one stops the service at its start, not
 * at somebody's counter, and the change from one key to the next happens by the clock.
 */
export async function openCurrentSigners<Signer>(options: {
  readonly authorities: readonly NetworkAuthority[]
  readonly role: JoseRole
  readonly open: (kid: string) => Promise<Signer>
  readonly clock: Clock
}): Promise<CurrentSigners<Signer>> {
  const { role, open, clock } = options
  let known: ReadonlyMap<string, Scheduled<Signer>> = new Map()
  const certified = async ({ kid, x5c }: { readonly kid: string; readonly x5c: readonly string[] }): Promise<Certified<Signer>> => ({ ...(await open(kid)), x5c })
  const take = async (authorities: readonly NetworkAuthority[]): Promise<void> => {
    const opened = new Map<string, Scheduled<Signer>>()
    for (const { id, keys } of authorities) {
      const { next, ...key } = keys[role]
      opened.set(id, { current: await certified(key), next: next === undefined ? null : { signer: await certified(next), signsFrom: next.signsFrom } })
    }
    known = opened
  }
  await take(options.authorities)
  return {
    of: (authority) => {
      const found = known.get(authority)
      if (found === undefined) return null
      return found.next !== null && clock.now() >= found.next.signsFrom ? found.next.signer : found.current
    },
    all: (authority) => {
      const found = known.get(authority)
      return found === undefined ? [] : [found.current, ...(found.next === null ? [] : [found.next.signer])]
    },
    take,
  }
}
