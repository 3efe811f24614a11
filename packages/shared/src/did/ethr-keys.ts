import { toBase58 } from '../kernel/base58.ts'
import { fromHex, strictUtf8 } from '../kernel/bytes.ts'
import type { EpochSeconds } from '../kernel/branded.ts'
import type { Json } from '../kernel/json.ts'
import type { RegistryEvent } from '../ledger/erc1056.ts'
import type { DidService, VerificationMethod } from './did-document.ts'
import { KeyHistory, type FormerKey } from './key-history.ts'

const methodTypes: ReadonlyMap<string, string> = new Map([
  ['Secp256k1VerificationKey2018', 'EcdsaSecp256k1VerificationKey2019'],
  ['Ed25519SignatureAuthentication2018', 'Ed25519VerificationKey2018'],
  ['Secp256k1SignatureAuthentication2018', 'EcdsaSecp256k1VerificationKey2019'],
  ['RSAVerificationKey2018', 'RSAVerificationKey2018'],
  ['Ed25519VerificationKey2018', 'Ed25519VerificationKey2018'],
  ['X25519KeyAgreementKey2019', 'X25519KeyAgreementKey2019'],
])
const purposes: ReadonlyMap<string, string> = new Map([
  ['sigAuth', 'SignatureAuthentication2018'],
  ['veriKey', 'VerificationKey2018'],
  ['enc', 'KeyAgreementKey2019'],
])
const attributePattern = /^did\/(pub|svc)\/(\w+)(?:\/(\w+))?(?:\/(\w+))?$/

type Delegate = RegistryEvent & { readonly kind: 'delegate' }
type Attribute = RegistryEvent & { readonly kind: 'attribute' }

/** Under this a publication and its revocation find each other. */
const subjectOf = (event: Delegate | Attribute): string =>
  event.kind === 'delegate' ? `delegate-${event.type}-${event.delegate}` : `attribute-${event.name}-${event.value}`

const namesKey = (event: Delegate | Attribute): boolean => event.kind === 'delegate' || event.name.startsWith('did/pub/')
const becomesKey = (event: Delegate | Attribute): boolean =>
  event.kind === 'delegate' ? event.type === 'sigAuth' || event.type === 'veriKey' : attributePattern.exec(event.name)?.[1] === 'pub'

/**
 * The keys and services that the events of an identity have put into its document. Method ids count events, also those
 * that take a key away, and so stay as they are; the stock resolver decides what counts.
 */
export class EthrKeys {
  readonly #identity: { readonly did: string; readonly chainId: number }
  readonly #now: EpochSeconds
  readonly #methods = new Map<string, VerificationMethod>()
  readonly #authentication = new Map<string, string>()
  readonly #assertion = new Map<string, string>()
  readonly #agreement = new Map<string, string>()
  readonly #services = new Map<string, DidService>()
  readonly #history = new KeyHistory()
  readonly #purposes = new Map<string, string>()
  #keyCount = 0
  #serviceCount = 0
  /** The first end of a validity that lies ahead. */
  standsUntil = Number.POSITIVE_INFINITY

  constructor(identity: { readonly did: string; readonly chainId: number }, now: EpochSeconds) {
    this.#identity = identity
    this.#now = now
  }

  get verificationMethod(): readonly VerificationMethod[] {
    return [...this.#methods.values()]
  }
  get authentication(): readonly string[] {
    return [...this.#authentication.values()]
  }
  get assertionMethod(): readonly string[] {
    return [...this.#assertion.values()]
  }
  get keyAgreement(): readonly string[] {
    return [...this.#agreement.values()]
  }
  get service(): readonly DidService[] {
    return [...this.#services.values()]
  }

  /** What became of a method that the document had under this id; null for one it never had, or has. */
  formerKey(id: string): FormerKey | null {
    return this.#history.find(id)
  }

  /** Under which purpose a method was published: `sigAuth`, `veriKey`, or a word of its owner's. */
  purposeOf(id: string): string | null {
    return this.#purposes.get(id) ?? null
  }

  add(event: Delegate | Attribute): void {
    if (event.validTo === 0n || event.validTo < BigInt(this.#now)) return this.#remove(event)
    this.standsUntil = Math.min(this.standsUntil, Number(event.validTo))
    if (event.kind === 'delegate') this.#addDelegate(event)
    else this.#addAttribute(event)
  }

  #remove(event: Delegate | Attribute): void {
    if (namesKey(event)) this.#keyCount += 1
    else if (event.kind === 'attribute' && event.name.startsWith('did/svc/')) this.#serviceCount += 1
    const subject = subjectOf(event)
    if (becomesKey(event)) this.#history.end(subject, this.#keyId, event)
    // What it agreed keys with stays named, as with the stock resolver.
    for (const collection of [this.#methods, this.#authentication, this.#assertion, this.#services]) collection.delete(subject)
  }

  #addDelegate(event: Delegate): void {
    this.#keyCount += 1
    if (!becomesKey(event)) return
    const { did, chainId } = this.#identity
    this.#publish(event, { type: 'EcdsaSecp256k1RecoveryMethod2020', controller: did, blockchainAccountId: `eip155:${chainId}:${event.delegate}` }, event.type)
  }

  #addAttribute(event: Attribute): void {
    const match = attributePattern.exec(event.name)
    if (match === null) return
    const [, section, name = '', purpose, encoding] = match
    if (section === 'svc') {
      this.#serviceCount += 1
      const id = `${this.#identity.did}#service-${this.#serviceCount}`
      this.#services.set(subjectOf(event), { id, type: name, serviceEndpoint: jsonOrText(textOf(event.value)) })
      return
    }
    this.#keyCount += 1
    const type = methodTypes.get(`${name}${purpose === undefined ? 'undefined' : (purposes.get(purpose) ?? purpose)}`) ?? name
    this.#publish(event, { type, controller: this.#identity.did, ...encodedKey(event.value, encoding) }, purpose)
  }

  #publish(event: Delegate | Attribute, method: Omit<VerificationMethod, 'id'>, purpose: string | undefined): void {
    const [subject, id] = [subjectOf(event), this.#keyId]
    this.#history.publish(subject, id, event)
    this.#methods.set(subject, { id, ...method })
    if (purpose !== undefined) this.#purposes.set(id, purpose)
    if (purpose === 'enc') this.#agreement.set(subject, id)
    else this.#assertion.set(subject, id)
    if (purpose === 'sigAuth') this.#authentication.set(subject, id)
  }

  get #keyId(): string {
    return `${this.#identity.did}#delegate-${this.#keyCount}`
  }
}

/** A key or service in force can't be written as it is said to be: there is no document then, as with the stock resolver. */
export class NotWritable extends Error {}

/** No key is so long, and writing it in base58 would take its square. */
const longestBase58 = 4096

function base58Of(hex: string): string {
  if (hex.length > longestBase58 * 2) throw new NotWritable('Too long for base58.')
  return toBase58(bytesOf(hex))
}

const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array()

function textOf(hex: string): string {
  try {
    return strictUtf8(bytesOf(hex))
  } catch (cause) {
    throw new NotWritable('Not UTF-8.', { cause })
  }
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function encodedKey(value: string, encoding: string | undefined): Partial<VerificationMethod> {
  if (encoding === undefined || encoding === 'hex') return { publicKeyHex: value }
  if (encoding === 'base64') return { publicKeyBase64: toBase64(bytesOf(value)) }
  if (encoding === 'base58') return { publicKeyBase58: base58Of(value) }
  if (encoding === 'pem') return { publicKeyPem: textOf(value) }
  return { value }
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
