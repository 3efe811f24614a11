import { toHex } from '../kernel/bytes.ts'
import type { EpochSeconds } from '../kernel/branded.ts'
import type { Json } from '../kernel/json.ts'
import { checksumAddress, type RegistryEvent } from '../ledger/erc1056.ts'
import type { DidDocument, DidService, VerificationMethod } from './did-document.ts'

const noOwner = `0x${'0'.repeat(40)}`
const recoveryMethod = 'EcdsaSecp256k1RecoveryMethod2020'
const algorithms: Readonly<Record<string, string>> = {
  Secp256k1VerificationKey2018: 'EcdsaSecp256k1VerificationKey2019',
  Ed25519SignatureAuthentication2018: 'Ed25519VerificationKey2018',
  Secp256k1SignatureAuthentication2018: 'EcdsaSecp256k1VerificationKey2019',
  RSAVerificationKey2018: 'RSAVerificationKey2018',
  Ed25519VerificationKey2018: 'Ed25519VerificationKey2018',
  X25519KeyAgreementKey2019: 'X25519KeyAgreementKey2019',
}
const legacyPurposes: Readonly<Record<string, string>> = {
  sigAuth: 'SignatureAuthentication2018',
  veriKey: 'VerificationKey2018',
  enc: 'KeyAgreementKey2019',
}

/** What the events so far have put into the document, by the key under which a revocation takes it out again. */
class Collected {
  delegates = 0
  services = 0
  readonly keys = new Map<string, VerificationMethod>()
  readonly authentication = new Map<string, string>()
  readonly assertion = new Map<string, string>()
  readonly agreement = new Map<string, string>()
  readonly endpoints = new Map<string, DidService>()

  revoke(key: string): void {
    for (const collection of [this.keys, this.authentication, this.assertion, this.endpoints]) collection.delete(key)
  }
}

/**
 * The document of a did:ethr from the events of its identity in their order: the same that the stock
 * `ethr-did-resolver` 11 builds. Method ids count events, also revoked ones, and so stay stable.
 * @see did:ethr method specification, "Enumerating contract events to build the DID document"
 */
export function buildEthrDocument(
  identity: { readonly did: string; readonly address: string; readonly chainId: number },
  events: readonly RegistryEvent[],
  now: EpochSeconds,
): { readonly document: DidDocument; readonly deactivated: boolean } {
  const { did } = identity
  const collected = new Collected()
  let owner = checksumAddress(identity.address)
  for (const event of events) {
    if (event.kind === 'owner') {
      owner = event.owner
      if (owner === noOwner) return { document: { id: did, verificationMethod: [], authentication: [], assertionMethod: [] }, deactivated: true }
      continue
    }
    if (event.validTo !== 0n && event.validTo >= BigInt(now)) add(identity, event, collected)
    else remove(event, collected)
  }
  const controller: VerificationMethod = {
    id: `${did}#controller`,
    type: recoveryMethod,
    controller: did,
    blockchainAccountId: `eip155:${identity.chainId}:${owner}`,
  }
  return {
    deactivated: false,
    document: {
      id: did,
      verificationMethod: [controller, ...collected.keys.values()],
      authentication: [controller.id, ...collected.authentication.values()],
      assertionMethod: [controller.id, ...collected.assertion.values()],
      ...(collected.endpoints.size === 0 ? {} : { service: [...collected.endpoints.values()] }),
      ...(collected.agreement.size === 0 ? {} : { keyAgreement: [...collected.agreement.values()] }),
    },
  }
}

type Change = Exclude<RegistryEvent, { kind: 'owner' }>

const keyOf = (event: Change): string =>
  event.kind === 'delegate' ? `delegate-${event.type}-${event.delegate}` : `attribute-${event.name}-${toHex(event.value)}`

function remove(event: Change, collected: Collected): void {
  if (event.kind === 'delegate' || event.name.startsWith('did/pub/')) collected.delegates += 1
  else if (event.name.startsWith('did/svc/')) collected.services += 1
  collected.revoke(keyOf(event))
}

function add(identity: { readonly did: string; readonly chainId: number }, event: Change, collected: Collected): void {
  if (event.kind === 'delegate') return addDelegate(identity, event, collected)
  const match = /^did\/(pub|svc)\/(\w+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(event.name)
  if (match === null) return
  const [, section, name = '', purpose, encoding] = match
  if (section === 'svc') return addService(identity.did, name, event.value, keyOf(event), collected)
  collected.delegates += 1
  const id = `${identity.did}#delegate-${collected.delegates}`
  const legacy = `${name}${purpose === undefined ? 'undefined' : (legacyPurposes[purpose] ?? purpose)}`
  const key = keyOf(event)
  collected.keys.set(key, { id, type: algorithms[legacy] ?? name, controller: identity.did, ...encodedKey(event.value, encoding) })
  if (purpose === 'enc') collected.agreement.set(key, id)
  else collected.assertion.set(key, id)
  if (purpose === 'sigAuth') collected.authentication.set(key, id)
}

function addDelegate({ did, chainId }: { readonly did: string; readonly chainId: number }, event: Change & { kind: 'delegate' }, collected: Collected): void {
  collected.delegates += 1
  if (event.type !== 'sigAuth' && event.type !== 'veriKey') return
  const id = `${did}#delegate-${collected.delegates}`
  const key = keyOf(event)
  collected.keys.set(key, { id, type: recoveryMethod, controller: did, blockchainAccountId: `eip155:${chainId}:${event.delegate}` })
  collected.assertion.set(key, id)
  if (event.type === 'sigAuth') collected.authentication.set(key, id)
}

function addService(did: string, type: string, value: Uint8Array, key: string, collected: Collected): void {
  collected.services += 1
  const text = new TextDecoder().decode(value)
  collected.endpoints.set(key, { id: `${did}#service-${collected.services}`, type, serviceEndpoint: jsonOrText(text) })
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function encodedKey(value: Uint8Array, encoding: string | undefined): Partial<VerificationMethod> {
  if (encoding === undefined || encoding === 'hex') return { publicKeyHex: toHex(value) }
  if (encoding === 'base64') return { publicKeyBase64: btoa(String.fromCharCode(...value)) }
  if (encoding === 'pem') return { publicKeyPem: new TextDecoder().decode(value) }
  return { value: toHex(value) }
}
