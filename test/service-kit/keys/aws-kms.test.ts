import fc from 'fast-check'
import type { CreateKeyCommandInput, SignCommandInput } from '@aws-sdk/client-kms'
import { secp256k1 } from '@noble/curves/secp256k1'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { rawSignature } from '@counterfoil/service-kit/keys/aws-kms/der-signature'
import type { AwsKmsSettings } from '@counterfoil/service-kit/keys/aws-kms/kms-client'
import { openAwsKmsKeeper } from '@counterfoil/service-kit/keys/aws-kms/kms-keeper'
import { openCustody, type Es256Key, type KeyCustody } from '@counterfoil/service-kit/keys/key-custody'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { describeKeyCustody, recordingObserver } from '../../ports/key-custody.ts'
import { AwsKmsStub } from '../../support/aws-kms-stub.ts'

const stub = new AwsKmsStub()
let settings: AwsKmsSettings

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'an example secret of a test')
  settings = { region: 'eu-west-2', aliasPrefix: 'counterfoil-test', endpoint: await stub.listen() }
})
afterEach(() => {
  stub.mode = 'well'
})
afterAll(async () => {
  await stub.close()
  vi.unstubAllEnvs()
})

describeKeyCustody('AWS KMS', () => openAwsKmsKeeper(settings))

const lastOf = (operation: string): unknown => stub.requests.findLast((request) => request.operation === operation)?.body

async function withKey(use: (key: Es256Key<'credential'>, custody: KeyCustody) => Promise<void>): Promise<readonly string[]> {
  const observer = recordingObserver()
  const custody = openCustody(await openAwsKmsKeeper(settings), { clock: systemClock, observer })
  const { id } = await custody.make({ role: 'credential', authority: 'aldermoor' })
  await use(await custody.es256(id, 'credential'), custody)
  await custody.close()
  return observer.kinds()
}

describe('a key in AWS KMS', () => {
  it('is made and asked in the words of the service', async () => {
    await withKey(async (key) => {
      expect(lastOf('CreateKey')).toEqual({
        KeySpec: 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
        Description: 'Counterfoil credential key of aldermoor',
        Tags: [
          { TagKey: 'counterfoil:id', TagValue: key.id },
          { TagKey: 'counterfoil:role', TagValue: 'credential' },
          { TagKey: 'counterfoil:authority', TagValue: 'aldermoor' },
          { TagKey: 'counterfoil:made', TagValue: expect.stringMatching(/^\d+$/) },
        ],
      } satisfies CreateKeyCommandInput)
      await key.sign('text')
      const shape = { KeyId: expect.stringMatching(/^key-/) as string, Message: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) as unknown as Uint8Array, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' } satisfies SignCommandInput
      expect(lastOf('Sign')).toEqual(shape)
    })
  })

  it('may have been made there by others, and is taken over by its alias, once', async () => {
    await withKey(async (_key, custody) => {
      const publicKeyHex = stub.makeLabelled('council/2027')
      const taken = await custody.takeOver('council/2027', { role: 'status', authority: 'aldermoor' })
      expect(await custody.list()).toContainEqual(taken)
      expect(taken.publicKeyHex).toBe(publicKeyHex)
      expect(await (await custody.es256(taken.id, 'status')).sign('text')).toMatch(/^[\w-]{86}$/)
      await expect(custody.takeOver('council/2027', { role: 'credential', authority: 'aldermoor' })).rejects.toThrow('is one of ours already')
      stub.makeLabelled('council/ledger', 'ECC_SECG_P256K1')
      await expect(custody.takeOver('council/ledger', { role: 'credential', authority: 'aldermoor' })).rejects.toThrow('is none for credential')
      stub.makeLabelled('council/off')
      stub.keyOf('alias/council/off').state = 'Disabled'
      await expect(custody.takeOver('council/off', { role: 'credential', authority: 'aldermoor' })).rejects.toThrow('is disabled')
      await expect(custody.takeOver('council/nothing', { role: 'credential', authority: 'aldermoor' })).rejects.toThrow('AWS KMS answers NotFoundException')
    })
  })

  it('counts only once its alias is there', async () => {
    const before = stub.aliases.size
    await withKey(async (_key, custody) => {
      const listed = (await custody.list()).length
      const orphan = stub.keys.at(-1)?.KeyId
      for (const [alias, id] of stub.aliases) if (id === orphan) stub.aliases.delete(alias)
      expect(await custody.list()).toHaveLength(listed - 1)
    })
    expect(stub.aliases.size).toBe(before)
  })

  it('is refused when its tags are those of another', async () => {
    await withKey(async (key, custody) => {
      const tags = stub.keys.at(-1)?.tags
      tags?.set('counterfoil:role', 'status')
      await expect(custody.list()).rejects.toThrow('has tags of another')
      tags?.set('counterfoil:role', 'credential')
      tags?.set('counterfoil:public-key', `04${'00'.repeat(64)}`)
      const afterRestart = openCustody(await openAwsKmsKeeper(settings), { clock: systemClock, observer: recordingObserver() })
      await expect(afterRestart.es256(key.id, 'credential')).rejects.toThrow('is not the one that was made')
      await afterRestart.close()
      tags?.delete('counterfoil:role')
      stub.aliases.delete([...stub.aliases].at(-1)?.[0] ?? '')
    })
  })
})

describe('AWS KMS that fails', () => {
  const failing = async (mode: AwsKmsStub['mode']): Promise<readonly [unknown, string | undefined]> => {
    let failure: unknown
    const kinds = await withKey(async (key) => {
      stub.mode = mode
      failure = await Promise.resolve(key.sign('text')).catch((error: unknown) => error)
      stub.mode = 'well'
      await key.sign('text')
    })
    return [failure, kinds.findLast((kind) => kind === 'unavailable' || kind === 'misconfigured')]
  }

  it.each([
    ['is busy', { status: 400, type: 'ThrottlingException' }],
    ['is broken', { status: 500, type: 'KMSInternalException' }],
    ['waits for its own key store', { status: 500, type: 'KeyUnavailableException' }],
    ['waits for something else', { status: 503, type: 'DependencyTimeoutException' }],
    ['answers with a page of a proxy', { status: 502, type: '' }],
    ['drops connections', 'drops'],
  ] as const)('and %s is unavailable, and signs on when it is well', async (_name, mode) => {
    const [failure, event] = await failing(mode)
    expect(failure).toMatchObject({ code: 'signing_unavailable' })
    expect(event).toBe('unavailable')
  })

  it('and does not answer is unavailable within seconds', async () => {
    const began = performance.now()
    const [failure] = await failing('hangs')
    expect(failure).toMatchObject({ code: 'signing_unavailable' })
    expect(performance.now() - began).toBeLessThan(30_000)
  })

  it.each([
    ['whose key is disabled', 'DisabledException'],
    ['whose key is to be deleted', 'KMSInvalidStateException'],
    ['whose key is gone', 'NotFoundException'],
    ['that lets us do nothing', 'AccessDeniedException'],
    ['that does not know us', 'UnrecognizedClientException'],
    ['whose key is for something else', 'InvalidKeyUsageException'],
  ])('and %s is set up wrongly, which waiting does not help', async (_name, type) => {
    const [failure, event] = await failing({ status: 400, type })
    expect(failure).toMatchObject({ name: 'KeyMisconfigured', message: `AWS KMS answers ${type}.` })
    expect(event).toBe('misconfigured')
  })

  it('stops the start with one sentence', async () => {
    stub.mode = { status: 400, type: 'AccessDeniedException' }
    await expect(openAwsKmsKeeper(settings)).rejects.toThrow("Keys can't be had from AWS KMS in eu-west-2: AWS KMS answers AccessDeniedException.")
    await expect(openAwsKmsKeeper(settings, () => Promise.reject(new Error('Cannot find package')))).rejects.toThrow('needs the package @aws-sdk/client-kms, which is not installed here')
  })
})

describe('a signature in DER', () => {
  it('becomes r and s, whatever their lengths', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(31), fc.nat(31), (r, s, zerosOfR, zerosOfS) => {
        r.fill(0, 0, zerosOfR)
        s.fill(0, 0, zerosOfS)
        const [one, other] = [r, s].map((bytes) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
        if (one === undefined || other === undefined || one === 0n || other === 0n || one >= secp256k1.CURVE.n || other >= secp256k1.CURVE.n) return
        expect(Buffer.from(rawSignature(new secp256k1.Signature(one, other).toDERRawBytes()))).toEqual(Buffer.concat([r, s]))
      }),
    )
  })

  it('is refused when it is anything else', () => {
    const good = new secp256k1.Signature(5n, 1n << 255n).toDERRawBytes()
    expect(rawSignature(good)).toHaveLength(64)
    const wrong = [new Uint8Array(), good.subarray(1), good.subarray(0, -1), Uint8Array.of(...good, 0), Uint8Array.of(0x31, ...good.subarray(1)), Buffer.from('3006020200050201', 'hex'), Buffer.from('300702020005020101', 'hex'), Buffer.from('3006020181020101', 'hex'), Buffer.from('3004020002 00'.replace(' ', ''), 'hex')]
    for (const der of wrong) expect(() => rawSignature(der)).toThrow('not a signature in DER')
  })
})
