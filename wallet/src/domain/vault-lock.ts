/** One thing that opens the wallet: a passkey, or the passphrase. */
export interface Protection {
  readonly id: string
  readonly kind: 'passkey' | 'passphrase'
  readonly addedAt: number
  /** Whether a passkey came from this device itself. */
  readonly isOfThisDevice: boolean
}

/** How an attempt to open ended. */
export type Attempt =
  | { readonly is: 'opened' }
  | { readonly is: 'wrong_passphrase'; readonly waitSeconds: number }
  /** Nothing was tried: there were too many wrong ones just before. */
  | { readonly is: 'wait'; readonly waitSeconds: number }
  /** The browser or the citizen gave up, or it was the passkey of something else. */
  | { readonly is: 'no_passkey' }

/** How adding a passkey ended. */
export type PasskeyAdded = 'added' | 'given_up' | 'cannot_lock'

export type Opener = { readonly by: 'passkey' } | { readonly by: 'passphrase'; readonly passphrase: string }

/** What may be changed by somebody who has just shown that they can open the wallet. */
export interface LockChanges {
  addPasskey(): Promise<PasskeyAdded>
  /** Takes the place of an earlier one. */
  setPassphrase(passphrase: string): Promise<void>
  /** Without its last protection the wallet opens by itself again. */
  remove(id: string): Promise<void>
}

/** The lock of the vault, in this tab. */
export interface VaultLock {
  isOpen(): boolean
  /** As last read; empty for a wallet that opens by itself. */
  protections(): readonly Protection[]
  canUsePasskeys(): Promise<boolean>
  unlock(opener: Opener): Promise<Attempt>
  /** Here and in every other tab; does nothing to a wallet that opens by itself. */
  lock(): void
  /** An opener isn't needed for a wallet that opens by itself. */
  change(opener: Opener | null): Promise<Attempt | { readonly is: 'may_change'; readonly changes: LockChanges }>
  /** Everything goes: for who can't open it any more. */
  erase(): Promise<void>
  /** Calls back when it was locked, opened or changed, here or elsewhere, until `stopped`. */
  whenChanged(changed: () => void, stopped: AbortSignal): void
}

// Nobody who mistypes waits; somebody who guesses soon does.
const delays = [0, 0, 0, 5, 15, 30, 60, 120] as const
const longestDelay = 300

/** How long to wait after so many wrong passphrases in a row, in seconds. */
export const delayAfter = (failures: number): number => (failures < delays.length ? (delays[failures] ?? 0) : longestDelay)

const shortest = 12
const fewestCharacters = 5

/** What is wrong with a new passphrase; null when it will do. Its strength is all that protects a copied browser profile. */
export function weaknessOf(passphrase: string): 'short' | 'repetitive' | null {
  const characters = [...tidied(passphrase)]
  if (characters.length < shortest) return 'short'
  return new Set(characters).size < fewestCharacters ? 'repetitive' : null
}

/** The same passphrase is the same text, however a keyboard composed it, and whatever was pasted around it. */
export const tidied = (passphrase: string): string => passphrase.normalize('NFKC').trim()
