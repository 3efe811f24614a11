import type { IKey, KeyMetadata, ManagedKeyInfo, TKeyType } from '@veramo/core'
import { AbstractKeyManagementSystem } from '@veramo/key-manager'
import { Transaction, hexlify, toUtf8String, type TypedDataDomain, type TypedDataField } from 'ethers'
import type { CustodyKey } from './key-keeper.ts'
import type { KeyCustody } from './key-custody.ts'
import { isKeyRole, isLedgerRole, type LedgerRole } from './key-role.ts'

interface CustodyMeta {
  readonly custody?: string
  readonly role?: unknown
  readonly authority?: unknown
}

/** The custody's name of a key that Veramo knows by `kid`. Keys of earlier data folders have the same name in both. */
export const custodyIdOf = ({ kid, meta }: { readonly kid: string; readonly meta?: object | null | undefined }): string => (meta as CustodyMeta | null)?.custody ?? kid

const veramoType = ({ role }: CustodyKey): TKeyType => (isLedgerRole(role) ? 'Secp256k1' : 'Secp256r1')

const named = (key: CustodyKey, kid: string): ManagedKeyInfo => ({
  kid,
  kms: custodyKms,
  type: veramoType(key),
  publicKeyHex: key.publicKeyHex,
  meta: { custody: key.id, role: key.role, authority: key.authority, algorithms: isLedgerRole(key.role) ? ['eth_signTransaction', 'eth_signTypedData'] : ['ES256'] },
})

/** Name of the one key management system of an agent. */
export const custodyKms = 'custody'

/**
 * Custody as Veramo's key manager sees it. Keys are made here and never brought: importing means giving a name to a key
 * that is in custody. Through Veramo only credentials are signed, and the ledger is written to.
 */
export class CustodyKms extends AbstractKeyManagementSystem {
  readonly #custody: KeyCustody

  constructor(custody: KeyCustody) {
    super()
    this.#custody = custody
  }

  async createKey({ meta, kid }: { type: TKeyType; meta?: CustodyMeta; kid?: string }): Promise<ManagedKeyInfo> {
    if (!isKeyRole(meta?.role) || typeof meta.authority !== 'string') throw new TypeError('A key is made for a role of an authority.')
    const key = await this.#custody.make({ role: meta.role, authority: meta.authority })
    return named(key, kid ?? key.id)
  }

  async importKey(key: { kid?: string; type: TKeyType; publicKeyHex?: string; meta?: (CustodyMeta & KeyMetadata) | null; privateKeyHex?: string }): Promise<ManagedKeyInfo> {
    if ((key.privateKeyHex ?? '') !== '') throw new TypeError('Private keys are made in custody and not brought into it.')
    const { kid = '', type, publicKeyHex = '', meta } = key
    const id = custodyIdOf({ kid, meta })
    // One that was named here before keeps its name when keys are kept elsewhere by now: it signs no more.
    if (isKeyRole(meta?.role) && !(await this.#custody.list()).some((one) => one.id === id)) return { kid, kms: custodyKms, type, publicKeyHex, meta }
    return named(await this.#custody.find(id), kid)
  }

  async listKeys(): Promise<ManagedKeyInfo[]> {
    return (await this.#custody.list()).map((key) => named(key, key.id))
  }

  async deleteKey(): Promise<boolean> {
    throw new TypeError('Keys are retired and destroyed in custody.')
  }

  async sign({ keyRef, algorithm, data }: { keyRef: Pick<IKey, 'kid'> & { meta?: object | null }; algorithm?: string; data: Uint8Array }): Promise<string> {
    const key = await this.#custody.find(custodyIdOf(keyRef))
    if (algorithm === 'ES256') return (await this.#custody.es256(key.id, 'credential')).sign(Buffer.from(data).toString())
    const signer = await this.#custody.ethereumSigner(key.id, ledgerRoleOf(key))
    if (algorithm === 'eth_signTransaction') return signer.signTransaction(Transaction.from(hexlify(data)))
    if (algorithm === 'eth_signTypedData') return signTypedData(signer, toUtf8String(data))
    throw new TypeError('Custody does not sign by this algorithm.')
  }

  async sharedSecret(): Promise<string> {
    throw new TypeError('Keys in custody agree on no secrets.')
  }

}

// A key that is none of the ledger's is asked for as a controller, and refused there.
const ledgerRoleOf = ({ role }: CustodyKey): LedgerRole => (isLedgerRole(role) ? role : 'controller')

interface TypedData {
  readonly domain: TypedDataDomain
  readonly types: Record<string, TypedDataField[]>
  readonly message: Record<string, unknown>
}

function signTypedData(signer: { signTypedData(domain: TypedDataDomain, types: Record<string, TypedDataField[]>, value: Record<string, unknown>): Promise<string> }, json: string): Promise<string> {
  const { domain, types, message } = JSON.parse(json) as TypedData
  const { EIP712Domain: _, ...own } = types
  return signer.signTypedData(domain, own, message)
}
