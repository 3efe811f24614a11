import { randomBytes } from 'node:crypto'
import { argon2 } from '@counterfoil/wallet/adapters/lock/argon2'
import type { LockParts } from '@counterfoil/wallet/adapters/lock/open-raw'
import type { KnownPasskey, Passkeys } from '@counterfoil/wallet/adapters/lock/passkeys'

type Bytes = Uint8Array<ArrayBuffer>

const bytes = (length: number): Bytes => new Uint8Array(randomBytes(length))

/** A device with passkeys, as the wallet sees it. The real one of a browser is in the journeys. */
export class StubDevice implements Passkeys {
  readonly secrets = new Map<string, Bytes>()
  readonly forgotten: string[] = []
  isCancelling = false
  hasPrf = true

  areUsable(): Promise<boolean> {
    return Promise.resolve(true)
  }

  async make(known: readonly KnownPasskey[]): ReturnType<Passkeys['make']> {
    if (this.isCancelling || known.some(({ credentialId }) => this.secrets.has(idOf(credentialId)))) return 'given_up'
    if (!this.hasPrf) return 'cannot_lock'
    const [credentialId, secret] = [bytes(16), bytes(32)]
    this.secrets.set(idOf(credentialId), secret)
    return { credentialId, salt: bytes(32), secret, isOfThisDevice: true }
  }

  async askSecret(known: readonly KnownPasskey[]): ReturnType<Passkeys['askSecret']> {
    const here = known.find(({ credentialId }) => this.secrets.has(idOf(credentialId)))
    const secret = here === undefined ? undefined : this.secrets.get(idOf(here.credentialId))
    return here === undefined || secret === undefined || this.isCancelling ? null : { credentialId: here.credentialId, secret }
  }

  forget(credentialId: Bytes): void {
    this.forgotten.push(idOf(credentialId))
  }
}

const idOf = (credentialId: Bytes): string => Buffer.from(credentialId).toString('hex')

/** What a lock is made with; a passphrase costs next to nothing. */
export const makeLockParts = (changes: Partial<LockParts> = {}): LockParts => ({
  passkeys: new StubDevice(),
  stretch: (...given) => Promise.resolve(argon2(...given)),
  cost: { m: 8, t: 1, p: 1 },
  now: () => 1_790_000_000,
  ...changes,
})
