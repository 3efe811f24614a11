import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { notifyOf, readNotifyAccounts } from '@counterfoil/issuer/notify-config'
import { notifyApiKey, notifyKey, notifyTemplates } from '../../support/notify-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-notify-'))
afterAll(() => rmSync(folder, { recursive: true }))

const keyFile = join(folder, 'key')
const file = join(folder, 'notify.json')
const read = (content: unknown, key = notifyApiKey) => {
  writeFileSync(keyFile, key)
  writeFileSync(file, JSON.stringify(content))
  return readNotifyAccounts(file)
}
const account = { apiKeyFile: keyFile, templates: notifyTemplates }

describe('the accounts at GOV.UK Notify', () => {
  it('are read with their keys, and go to Notify itself unless told', () => {
    expect(read({ aldermoor: account })).toEqual(new Map([['aldermoor', { ...notifyKey, templates: notifyTemplates, url: 'https://api.notifications.service.gov.uk' }]]))
    expect(read({ aldermoor: { ...account, url: 'http://localhost:1' } }).get('aldermoor')?.url).toBe('http://localhost:1')
  })

  it.each([
    ['a template is no id', { aldermoor: { ...account, templates: { ...notifyTemplates, email: 'the e-mail' } } }, /aldermoor\.templates\.email/],
    ['a template is missing', { aldermoor: { ...account, templates: { email: notifyTemplates.email } } }, /aldermoor\.templates/],
    ['there is a member nobody knows', { aldermoor: { ...account, apiKey: notifyApiKey } }, /aldermoor/],
    ['the address is none', { aldermoor: { ...account, url: 'ftp://localhost' } }, /aldermoor\.url/],
    ['the authority is named otherwise', { '../aldermoor': account }, /aldermoor/],
  ])('are refused when %s', (_what, content, why) => {
    expect(() => read(content)).toThrow(why)
  })

  it('are refused with a key that is none, without showing it', () => {
    expect(() => read({ aldermoor: account }, 'counterfoil-not-a-key')).toThrow(/must be as Notify gave it/)
    expect(() => read({ aldermoor: account }, 'counterfoil-not-a-key')).not.toThrow(/not-a-key/)
  })
})

describe('the letter boxes of this machine', () => {
  const given = (url: string) => notifyOf({ ISSUER_URL: url, NOTIFY_FILE: new Map(), LOCAL_POST: 'yes' })

  it('are there for a developer, and for nobody else', () => {
    for (const url of ['http://localhost:4710', 'http://127.0.0.1:4710', 'http://[::1]:4710']) expect(given(url).localPost).toBe(true)
    for (const url of ['https://issuer.example', 'http://10.0.0.1', 'http://localhost.example', 'https://notlocalhost']) expect(() => given(url)).toThrow(/LOCAL_POST/)
  })
})
