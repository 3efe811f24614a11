import type { EpochSeconds } from '../kernel/branded.ts'
import { checksumAddress } from '../ledger/erc1056.ts'
import type { RegistryEvent } from '../ledger/registry-event.ts'
import type { DidService, VerificationMethod } from './did-document.ts'
import { encodingOf, jsonOrText, type KeyEncoding } from './ethr-encodings.ts'
import { KeyHistory, type FormerKey, type PublishedKey } from './key-history.ts'

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

/** Keys that are published in one way: under one name of an attribute, or as delegates of one type. */
interface KeyKind extends KeyEncoding {
  readonly type: string
  readonly purpose: string | undefined
  readonly keys: Map<string, EthrKey>
}

/** A publication and its revocation are of the same key. */
interface EthrKey extends PublishedKey {
  readonly kind: KeyKind
  readonly value: string
  /** The number of its newest publication. */
  number: number
}

function keyOf(kind: KeyKind, value: string): EthrKey {
  const known = kind.keys.get(value)
  if (known !== undefined) return known
  const key = { kind, value, number: 0, latest: null, revocation: null }
  kind.keys.set(value, key)
  return key
}

/** What the name of an attribute says. One that only begins like a key's or service's takes a number when it ends, and is nothing else. */
interface AttributeName {
  readonly counts: 'key' | 'service' | null
  readonly becomes: KeyKind | 'service' | null
  readonly type: string
}

function readName(name: string): AttributeName {
  const counts = name.startsWith('did/pub/') ? 'key' : name.startsWith('did/svc/') ? 'service' : null
  const match = attributePattern.exec(name)
  if (match === null) return { counts, becomes: null, type: '' }
  const [, section, said = '', purpose, encoding] = match
  if (section === 'svc') return { counts, becomes: 'service', type: said }
  const type = methodTypes.get(`${said}${purpose === undefined ? 'undefined' : (purposes.get(purpose) ?? purpose)}`) ?? said
  return { counts, becomes: { type, purpose, ...encodingOf(encoding), keys: new Map() }, type }
}

/**
 * The keys and services that the events of an identity have put into its document. Method ids count events, also those
 * that take a key away, and so stay as they are; the stock resolver decides what counts. A history may be long: an event
 * costs one look-up, and what the document says is written once, of what is in force in the end.
 */
export class EthrKeys {
  readonly #did: string
  readonly #now: EpochSeconds
  readonly #names = new Map<string, AttributeName>()
  readonly #delegates: ReadonlyMap<string, KeyKind>
  readonly #inForce = new Set<EthrKey>()
  readonly #agreement = new Set<EthrKey>()
  readonly #services = new Map<string, DidService>()
  readonly #history = new KeyHistory()
  readonly #purposes = new Map<number, string>()
  #keyCount = 0
  #serviceCount = 0
  /** The first end of a validity that lies ahead. */
  standsUntil = Number.POSITIVE_INFINITY

  constructor({ did, chainId }: { readonly did: string; readonly chainId: number }, now: EpochSeconds) {
    this.#did = did
    this.#now = now
    const write = (address: string): Partial<VerificationMethod> => ({ blockchainAccountId: `eip155:${chainId}:${checksumAddress(address)}` })
    this.#delegates = new Map(['sigAuth', 'veriKey'].map((purpose) => [purpose, { type: 'EcdsaSecp256k1RecoveryMethod2020', purpose, write, keys: new Map() }]))
  }

  get verificationMethod(): readonly VerificationMethod[] {
    return Array.from(this.#inForce, ({ kind, value, number }) => ({ id: this.#idOf(number), type: kind.type, controller: this.#did, ...kind.write(value) }))
  }
  get authentication(): readonly string[] {
    return this.#idsOf(this.#inForce, (purpose) => purpose === 'sigAuth')
  }
  get assertionMethod(): readonly string[] {
    return this.#idsOf(this.#inForce, (purpose) => purpose !== 'enc')
  }
  get keyAgreement(): readonly string[] {
    return this.#idsOf(this.#agreement, () => true)
  }
  get service(): readonly DidService[] {
    return [...this.#services.values()]
  }

  /** What became of a method that the document had under this id; null for one it never had, or has. */
  formerKey(id: string): FormerKey | null {
    return this.#history.find(this.#numberOf(id))
  }

  /** Under which purpose a method was published: `sigAuth`, `veriKey`, or a word of its owner's. */
  purposeOf(id: string): string | null {
    return this.#purposes.get(this.#numberOf(id)) ?? null
  }

  add(event: Delegate | Attribute): void {
    const isOver = event.validTo === 0 || event.validTo < this.#now
    if (!isOver) this.standsUntil = Math.min(this.standsUntil, event.validTo)
    if (event.kind === 'attribute') return this.#addAttribute(event, isOver)
    this.#keyCount += 1
    const kind = this.#delegates.get(event.type)
    if (kind !== undefined) this.#addKey(kind, event.delegate, event, isOver)
  }

  #addAttribute(event: Attribute, isOver: boolean): void {
    const { counts, becomes, type } = this.#nameOf(event.name)
    if (becomes === 'service') {
      this.#serviceCount += 1
      const subject = `${event.name} ${event.value}`
      if (isOver) this.#services.delete(subject)
      else this.#services.set(subject, { id: `${this.#did}#service-${this.#serviceCount}`, type, serviceEndpoint: jsonOrText(event.value) })
    } else if (becomes !== null) {
      this.#keyCount += 1
      this.#addKey(becomes, event.value, event, isOver)
    } else if (isOver && counts === 'key') this.#keyCount += 1
    else if (isOver && counts === 'service') this.#serviceCount += 1
  }

  #addKey(kind: KeyKind, value: string, event: Delegate | Attribute, isOver: boolean): void {
    const key = keyOf(kind, value)
    if (isOver) {
      this.#history.end(key, this.#keyCount, event)
      // What it agreed keys with stays named, as with the stock resolver.
      this.#inForce.delete(key)
      return
    }
    kind.check?.(value)
    this.#history.publish(key, this.#keyCount, event)
    key.number = this.#keyCount
    this.#inForce.add(key)
    if (kind.purpose !== undefined) this.#purposes.set(this.#keyCount, kind.purpose)
    if (kind.purpose === 'enc') this.#agreement.add(key)
  }

  #nameOf(name: string): AttributeName {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    const read = readName(name)
    this.#names.set(name, read)
    return read
  }

  #idsOf(keys: ReadonlySet<EthrKey>, isMeant: (purpose: string | undefined) => boolean): readonly string[] {
    const ids: string[] = []
    for (const { kind, number } of keys) if (isMeant(kind.purpose)) ids.push(this.#idOf(number))
    return ids
  }

  #idOf(number: number): string {
    return `${this.#did}#delegate-${number}`
  }

  /** 0, which no method has, for what is no such id. */
  #numberOf(id: string): number {
    const number = Number(id.slice(id.lastIndexOf('-') + 1))
    return this.#idOf(number) === id ? number : 0
  }
}
