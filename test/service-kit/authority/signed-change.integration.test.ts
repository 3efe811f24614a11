import { join } from 'node:path'
import { SigningKey, Wallet, ZeroAddress, encodeBytes32String, getAddress, type Signature } from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { accreditationType, delegateValidityOf } from '@counterfoil/shared/ledger/erc1056'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import type { RegistryChange } from '@counterfoil/service-kit/authority/planned-write'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { readControlled, signedCallData, type ControllerSigner } from '@counterfoil/service-kit/authority/signed-change'
import { foundConsortium } from '@counterfoil/service-kit/governance/found-consortium'
import { LedgerWriteFailed } from '@counterfoil/service-kit/ledger/ledger-sender'
import { directSender } from '../../support/direct-sender.ts'
import { startTestLedger, temporaryFolder } from '../../support/ledger.ts'

const folder = temporaryFolder()
let ledger: DevLedger
let reader: LedgerReader
let sender: ReturnType<typeof directSender>
beforeAll(async () => {
  ledger = await startTestLedger(join(folder.path, 'ledger'))
  reader = jsonRpcLedger({ rpcUrl: ledger.rpcUrl, fetch })
  sender = directSender(ledger)
})
afterAll(async () => {
  sender.close()
  await ledger.close()
  folder.remove()
})

interface Controller extends ControllerSigner {
  readonly did: string
}
function makeController(): Controller {
  const key = new SigningKey(Wallet.createRandom().privateKey)
  const { address } = new Wallet(key)
  return { address, did: `did:ethr:0x${ledger.chainId.toString(16)}:${address.toLowerCase()}`, signDigest: async (digest): Promise<Signature> => key.sign(digest) }
}
const documentOf = async (did: string) => publishedDocument({ rpcUrl: ledger.rpcUrl, chainId: ledger.chainId, registry: ledger.registry, consortium: '' }, did)
const ask = async (signer: ControllerSigner, identity: string, change: RegistryChange): Promise<string> => {
  const { nonce } = await readControlled(reader, ledger.registry, identity)
  return signedCallData(signer, { registry: ledger.registry, identity, nonce, change })
}
let keys = 0
const send = (data: string) => sender.send({ key: `write ${(keys += 1)}`, to: ledger.registry, data, reason: 'test', actor: 'tester' })
const service = { method: 'setAttribute', name: encodeBytes32String('did/svc/CredentialIssuer'), value: `0x${Buffer.from('https://issuer.example').toString('hex')}`, validity: 3600 } as const
const type = accreditationType('issue', 'https://types.example/residency/1')

describe('a change that a controller signed', () => {
  it('is made by somebody else, who pays, and makes every kind of change', async () => {
    const [controller, delegate] = [makeController(), Wallet.createRandom().address]
    await send(await ask(controller, controller.address, service))
    expect((await documentOf(controller.did)).document.service).toHaveLength(1)
    await send(await ask(controller, controller.address, { method: 'addDelegate', type, delegate, validity: 3600 }))
    const validity = delegateValidityOf(ledger.registry, controller.address, type, delegate)
    const [before] = await reader.ask([validity])
    await send(await ask(controller, controller.address, { method: 'revokeDelegate', type, delegate }))
    const [after] = await reader.ask([validity])
    expect(before).toBeGreaterThan(after + 3000n)
    await send(await ask(controller, controller.address, { method: 'revokeAttribute', name: service.name, value: service.value }))
    expect((await documentOf(controller.did)).document.service ?? []).toHaveLength(0)
  })

  it('hands the identity over: the former key changes nothing any more, the new one does', async () => {
    const [before, after] = [makeController(), makeController()]
    await send(await ask(before, before.address, { method: 'changeOwner', owner: after.address }))
    expect(await readControlled(reader, ledger.registry, before.address)).toEqual({ owner: getAddress(after.address), nonce: 0 })
    await expect(send(await ask(before, before.address, service))).rejects.toBeInstanceOf(LedgerWriteFailed)
    await send(await ask(after, before.address, service))
    expect((await documentOf(before.did)).document.service).toHaveLength(1)
  })

  it('gives the identity up: what its first key still gets into the registry is not believed', async () => {
    const controller = makeController()
    await send(await ask(controller, controller.address, { method: 'changeOwner', owner: ZeroAddress }))
    // The registry reads "no owner" as "the address itself", so that it goes on taking this key's writes.
    await send(await ask(controller, controller.address, service))
    const { document, metadata } = await documentOf(controller.did)
    expect(metadata.deactivated).toBe(true)
    expect(document.verificationMethod).toEqual([])
  })

  it('is worth nothing a second time, for another identity or with other words', async () => {
    const [one, other] = [makeController(), makeController()]
    const data = await ask(one, one.address, service)
    await send(data)
    await expect(send(data)).rejects.toBeInstanceOf(LedgerWriteFailed)
    await expect(send(await ask(one, other.address, service))).rejects.toBeInstanceOf(LedgerWriteFailed)
    const signed = await ask(one, one.address, { ...service, value: '0x01' })
    await expect(send(signed.replace(/01(0{62})$/, '02$1'))).rejects.toBeInstanceOf(LedgerWriteFailed)
  })
})

describe('founding a consortium', () => {
  it('hands its identity to a Safe, and does so once however often it is begun', async () => {
    const founder = makeController()
    const owners = Array.from({ length: 5 }, () => Wallet.createRandom().address)
    const network = { rpcUrl: ledger.rpcUrl, chainId: ledger.chainId, registry: ledger.registry, consortium: founder.did }
    const found = () => foundConsortium({ reader, sender, ledger: network, founder, owners, threshold: 3, actor: 'operator' })
    const governance = await found()
    expect(await found()).toEqual(governance)
    expect((await readControlled(reader, ledger.registry, founder.address)).owner).toBe(governance.safe)
    await expect(send(await ask(founder, founder.address, service))).rejects.toBeInstanceOf(LedgerWriteFailed)
  })
})
