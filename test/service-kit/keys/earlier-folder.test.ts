import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { computeAddress } from 'ethers'
import { DataSource } from 'typeorm'
import { afterAll, describe, expect, it } from 'vitest'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { publicKeyHexOf } from '@counterfoil/service-kit/keys/envelope/key-pair'
import { openIdentityAgent, type IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { openKeyRing } from '@counterfoil/service-kit/keys/key-ring'
import { temporaryFolder } from '../../support/ledger.ts'
import { earlierKeys, makeEarlierFolder } from './earlier-folder.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const did = 'did:ethr:0x7a69:0x1111111111111111111111111111111111111111'
const ledger = { rpcUrl: 'http://localhost:1', chainId: 31_337, registry: '0x', consortium: '' }
const kekFile = join(folder.path, 'kek')
const otherKekFile = join(folder.path, 'other-kek')
writeFileSync(kekFile, 'ab'.repeat(32))
writeFileSync(otherKekFile, 'cd'.repeat(32))

async function earlierFolder(name: string): Promise<string> {
  const file = join(folder.path, name)
  await makeEarlierFolder(file, 'ab'.repeat(32), did)
  return file
}

const openOn = (databaseFile: string): Promise<IdentityAgent> => openIdentityAgent({ databaseFile, custody: envelopesUnder(kekFile), ledger, authorityOf: (of) => (of === did ? 'aldermoor' : of) })

async function query(file: string, sql: string): Promise<unknown[]> {
  const source = await new DataSource({ type: 'sqlite', database: file }).initialize()
  const rows = await source.query<unknown[]>(sql)
  await source.destroy()
  return rows
}

describe('a data folder of an earlier release', () => {
  it('has its keys moved into envelopes, each with its role and its authority', async () => {
    const file = await earlierFolder('moved.sqlite')
    const identities = await openOn(file)
    const keys = (await identities.custody.list()).map(({ role, authority, publicKeyHex }) => ({ role, authority, publicKeyHex }))
    expect(keys).toHaveLength(4)
    expect(keys).toEqual(
      expect.arrayContaining([
        { role: 'controller', authority: 'brackenfield', publicKeyHex: publicKeyHexOf('secp256k1', Buffer.from(earlierKeys.controller, 'hex')) },
        { role: 'credential', authority: 'aldermoor', publicKeyHex: publicKeyHexOf('P-256', Buffer.from(earlierKeys.credential, 'hex')) },
        { role: 'status', authority: 'aldermoor', publicKeyHex: publicKeyHexOf('P-256', Buffer.from(earlierKeys.status, 'hex')) },
        { role: 'request', authority: 'aldermoor', publicKeyHex: publicKeyHexOf('P-256', Buffer.from(earlierKeys.draft, 'hex')) },
      ]),
    )
    await identities.close()
    expect(await query(file, 'SELECT * FROM "private-key"')).toEqual([])
    expect(readFileSync(file).includes('aes1.')).toBe(false)
  })

  it('signs on with the same keys under the same names', async () => {
    const file = await earlierFolder('signs.sqlite')
    for (const _ of ['the first start', 'the second']) {
      const identities = await openOn(file)
      const signer = await openKeyRing(identities).signer(`${did}#delegate-1`, 'credential')
      expect(verifyEs256(importP256(signer.publicJwk), 'text', await signer.sign('text'))).toBe(true)
      const { controllerKeyId = '' } = await identities.agent.didManagerGetByAlias({ alias: 'brackenfield', provider: 'did:ethr' })
      const controller = await identities.custody.ethereumSigner(controllerKeyId, 'controller')
      expect(controller.address).toBe(computeAddress(`0x${earlierKeys.controller}`))
      await identities.close()
    }
  })

  it('gives no credential key a second role', async () => {
    const identities = await openOn(await earlierFolder('roles.sqlite'))
    await expect(openKeyRing(identities).signer(`${did}#delegate-2`, 'credential')).rejects.toThrow('is a status key')
    await identities.close()
  })

  it('stops at another key encryption key, and is left as it was', async () => {
    const file = await earlierFolder('wrong.sqlite')
    await expect(openIdentityAgent({ databaseFile: file, custody: envelopesUnder(otherKekFile), ledger })).rejects.toThrow('another key encryption key')
    expect(await query(file, 'SELECT * FROM "private-key"')).toHaveLength(4)
  })

  it('comes under a new key encryption key in the same start', async () => {
    const file = await earlierFolder('rotated.sqlite')
    await (await openIdentityAgent({ databaseFile: file, custody: envelopesUnder(otherKekFile, kekFile), ledger })).close()
    await (await openIdentityAgent({ databaseFile: file, custody: envelopesUnder(otherKekFile), ledger })).close()
  })
})
