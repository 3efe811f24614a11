import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { p256 } from '@noble/curves/p256'
import { secp256k1 } from '@noble/curves/secp256k1'

interface StubKey {
  readonly KeyId: string
  readonly KeySpec: string
  readonly scalar: Uint8Array
  readonly spki: Buffer
  readonly tags: Map<string, string>
  state: 'Enabled' | 'Disabled' | 'PendingDeletion'
}

type Fields = Readonly<Record<string, unknown>>
export interface StubRequest {
  readonly operation: string
  readonly body: Fields
}

/** What an operation takes; a member that the service doesn't know would be an error there too. */
const members: Readonly<Record<string, readonly string[]>> = {
  CreateKey: ['KeySpec', 'KeyUsage', 'Description', 'Tags'],
  CreateAlias: ['AliasName', 'TargetKeyId'],
  DeleteAlias: ['AliasName'],
  ListAliases: ['Marker', 'Limit'],
  DescribeKey: ['KeyId'],
  GetPublicKey: ['KeyId'],
  ListResourceTags: ['KeyId'],
  TagResource: ['KeyId', 'Tags'],
  Sign: ['KeyId', 'Message', 'MessageType', 'SigningAlgorithm'],
  DisableKey: ['KeyId'],
  ScheduleKeyDeletion: ['KeyId', 'PendingWindowInDays'],
}

class StubFault extends Error {}

/** AWS KMS as it is spoken over HTTP (AWS JSON 1.1), with keys of its own: the border that isn't ours. It can be told to fail. */
export class AwsKmsStub {
  readonly requests: StubRequest[] = []
  readonly keys: StubKey[] = []
  readonly aliases = new Map<string, string>()
  /** What it does instead of answering. */
  mode: 'well' | 'hangs' | 'drops' | { readonly status: number; readonly type: string } = 'well'
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** A key that somebody made there by other means, under an alias of their own. Answers its public key. */
  makeLabelled(label: string, KeySpec = 'ECC_NIST_P256'): string {
    const { KeyId, spki } = this.#make(KeySpec, new Map())
    this.aliases.set(`alias/${label}`, KeyId)
    return spki.subarray(-65).toString('hex')
  }

  keyOf(name: string): StubKey {
    const id = this.aliases.get(name) ?? name
    const key = this.keys.find(({ KeyId }) => KeyId === id)
    if (key === undefined) throw new StubFault('NotFoundException')
    return key
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const operation = String(request.headers['x-amz-target']).replace('TrentService.', '')
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Fields
    this.requests.push({ operation, body })
    if (this.mode === 'hangs') return
    if (this.mode === 'drops') {
      request.socket.destroy()
      return
    }
    const answer = (status: number, fields: object): unknown => response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(fields))
    if (this.mode !== 'well') answer(this.mode.status, { __type: this.mode.type, message: 'as the test asked' })
    else if (request.headers['content-type'] !== 'application/x-amz-json-1.1' || !(request.headers.authorization ?? '').startsWith('AWS4-HMAC-SHA256 ')) answer(400, { __type: 'MissingAuthenticationTokenException' })
    else {
      try {
        answer(200, this.#do(operation, body))
      } catch (error) {
        answer(400, { __type: error instanceof StubFault ? error.message : 'KMSInternalException' })
      }
    }
  }

  #do(operation: string, body: Fields): object {
    const known = members[operation]
    if (known === undefined || Object.keys(body).some((member) => !known.includes(member))) throw new StubFault('ValidationException')
    const text = (member: string): string => String(body[member])
    const tags = (): readonly { readonly TagKey: string; readonly TagValue: string }[] => (body['Tags'] ?? []) as { TagKey: string; TagValue: string }[]
    const described = ({ KeyId, KeySpec, state }: StubKey): object => ({ KeyMetadata: { KeyId, KeySpec, KeyUsage: 'SIGN_VERIFY', Enabled: state === 'Enabled', KeyState: state } })
    switch (operation) {
      case 'CreateKey':
        return described(this.#make(text('KeySpec'), new Map(tags().map(({ TagKey, TagValue }) => [TagKey, TagValue]))))
      case 'CreateAlias':
        if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(text('AliasName'))) throw new StubFault('InvalidAliasNameException')
        this.aliases.set(text('AliasName'), this.keyOf(text('TargetKeyId')).KeyId)
        return {}
      case 'DeleteAlias':
        this.aliases.delete(text('AliasName'))
        return {}
      case 'ListAliases':
        return this.#page(typeof body['Marker'] === 'string' ? Number(body['Marker']) : 0)
      case 'DescribeKey':
        return described(this.keyOf(text('KeyId')))
      case 'ListResourceTags':
        return { Tags: [...this.keyOf(text('KeyId')).tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })) }
      case 'TagResource':
        for (const { TagKey, TagValue } of tags()) this.keyOf(text('KeyId')).tags.set(TagKey, TagValue)
        return {}
      case 'DisableKey':
        this.keyOf(text('KeyId')).state = 'Disabled'
        return {}
      case 'ScheduleKeyDeletion':
        this.keyOf(text('KeyId')).state = 'PendingDeletion'
        return { KeyId: text('KeyId') }
      default:
        return this.#useKey(operation, this.keyOf(text('KeyId')), body)
    }
  }

  #useKey(operation: string, key: StubKey, body: Fields): object {
    if (key.state === 'Disabled') throw new StubFault('DisabledException')
    if (key.state === 'PendingDeletion') throw new StubFault('KMSInvalidStateException')
    if (operation === 'GetPublicKey') return { KeyId: key.KeyId, KeySpec: key.KeySpec, PublicKey: key.spki.toString('base64') }
    const digest = Buffer.from(String(body['Message']), 'base64')
    if (body['MessageType'] !== 'DIGEST' || body['SigningAlgorithm'] !== 'ECDSA_SHA_256' || digest.length !== 32) throw new StubFault('ValidationException')
    // The service signs with s in either half, as it comes.
    const curve = key.KeySpec === 'ECC_NIST_P256' ? p256 : secp256k1
    const signature = curve.sign(digest, key.scalar, { prehash: false, lowS: false, extraEntropy: true })
    return { KeyId: key.KeyId, SigningAlgorithm: 'ECDSA_SHA_256', Signature: Buffer.from(signature.toDERRawBytes()).toString('base64') }
  }

  /** Few aliases a page, so that there is more than one. */
  #page(from: number): object {
    const all = [['alias/aws/s3', ''], ...this.aliases].map(([AliasName, TargetKeyId]) => ({ AliasName, ...(TargetKeyId === '' ? {} : { TargetKeyId }) }))
    const end = from + 3
    return { Aliases: all.slice(from, end), Truncated: end < all.length, ...(end < all.length ? { NextMarker: `${end}` } : {}) }
  }

  #make(KeySpec: string, tags: Map<string, string>): StubKey {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: KeySpec === 'ECC_NIST_P256' ? 'prime256v1' : 'secp256k1' })
    const scalar = Buffer.from(createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })).export({ format: 'jwk' }).d ?? '', 'base64url')
    const key: StubKey = { KeyId: `key-${this.keys.length + 1}`, KeySpec, scalar, spki: publicKey.export({ format: 'der', type: 'spki' }), tags, state: 'Enabled' }
    this.keys.push(key)
    return key
  }
}
