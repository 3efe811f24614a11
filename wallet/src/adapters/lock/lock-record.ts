import type { Protection } from '../../domain/vault-lock.ts'
import type { Cost } from './passphrase.ts'
import { makeBrowserKey, wrapKey, type Bytes, type WrappedKey } from './wrapped-key.ts'

/** The wallet opens by itself in this browser: the start, before anybody chose a lock. */
export interface BrowserProtection {
  readonly kind: 'browser'
  readonly id: string
  readonly key: CryptoKey
  readonly wrapped: WrappedKey
}

export interface PasskeyProtection {
  readonly kind: 'passkey'
  readonly id: string
  readonly addedAt: number
  readonly credentialId: Bytes
  readonly salt: Bytes
  readonly isOfThisDevice: boolean
  readonly wrapped: WrappedKey
}

export interface PassphraseProtection {
  readonly kind: 'passphrase'
  readonly id: string
  readonly addedAt: number
  readonly salt: Bytes
  readonly cost: Cost
  readonly wrapped: WrappedKey
}

export type KeptProtection = BrowserProtection | PasskeyProtection | PassphraseProtection

/** All that opens the vault, in one record: it changes whole or not at all. Without a protection in a session alone, whose key is written down nowhere. */
export interface LockRecord {
  /** Names the vault's key that all records are sealed with. */
  readonly generation: string
  readonly protections: readonly KeptProtection[]
}

/** Wrong passphrases in a row, kept so that loading the page again forgives none. */
export interface Tries {
  readonly failures: number
  readonly lastAt: number
}

export const isPasskey = (protection: KeptProtection): protection is PasskeyProtection => protection.kind === 'passkey'
export const isPassphrase = (protection: KeptProtection): protection is PassphraseProtection => protection.kind === 'passphrase'
export const isBrowser = (protection: KeptProtection): protection is BrowserProtection => protection.kind === 'browser'

export const openedByBrowser = ({ protections }: LockRecord): BrowserProtection | null => protections.find(isBrowser) ?? null

/** What the citizen is told of: nothing of a wallet that opens by itself. */
export const told = ({ protections }: LockRecord): Protection[] =>
  protections.flatMap((one) => (one.kind === 'browser' ? [] : [{ id: one.id, kind: one.kind, addedAt: one.addedAt, isOfThisDevice: one.kind === 'passkey' && one.isOfThisDevice }]))

export async function protectByBrowser(raw: Bytes): Promise<BrowserProtection> {
  const [id, key] = [crypto.randomUUID(), await makeBrowserKey()]
  return { kind: 'browser', id, key, wrapped: await wrapKey(raw, key, id) }
}
