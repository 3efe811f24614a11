import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig as readWebsiteConfig, settings as websiteSettings } from '@counterfoil/council-website/config'
import { readConfig as readIssuerConfig, settings as issuerSettings } from '@counterfoil/issuer/config'
import { limitsOf } from '@counterfoil/service-kit/config/http-settings'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { describeSettings, isAddressOrNetwork, isHost, isOrigin } from '@counterfoil/service-kit/config/settings'
import { usualLimits } from '@counterfoil/service-kit/http/limits'
import { readConfig as readSignInConfig, settings as signInSettings } from '@counterfoil/sign-in/config'
import { readConfig as readVerifierConfig, settings as verifierSettings } from '@counterfoil/verifier/config'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-settings-'))
afterAll(() => rmSync(folder, { recursive: true }))

const fileWith = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

function problemsOf(read: () => unknown): string {
  try {
    read()
    return ''
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
    throw error
  }
}

describe.each([
  ['issuer', readIssuerConfig, issuerSettings],
  ['verifier', readVerifierConfig, verifierSettings],
  ['council website', readWebsiteConfig, websiteSettings],
  ['sign-in', readSignInConfig, signInSettings],
] as const)('the settings of the %s', (_name, read, settings) => {
  it('that are needed are all told at once when nothing is given, each with an example', () => {
    const needed = describeSettings(settings).filter(({ preset }) => preset === null)
    const told = problemsOf(() => read({}))
    expect(needed.length).toBeGreaterThan(2)
    for (const { name, example } of needed) expect(told).toContain(`  ${name}: is missing; for example ${example}`)
  })

  it('that are wrong are all told at once, those in files too, and none by its value', () => {
    const wrong = Object.fromEntries(describeSettings(settings).map(({ name }) => [name, name.endsWith('_FILE') ? fileWith(name, 'canary-in-a-file') : 'canary value']))
    const told = problemsOf(() => read(wrong))
    for (const name of Object.keys(wrong).filter((one) => /_URL$|_FILE$|^PORT$|PER_MINUTE$/.test(one) && !/KEY_ENCRYPTION|PIN/.test(one))) expect(told).toContain(`  ${name}: `)
    expect(told).not.toContain('canary')
  })
})

describe('limits', () => {
  it('are the usual ones when nothing is said', () => {
    const given = Object.fromEntries(describeSettings(issuerSettings).map(({ name, preset }) => [name, preset]))
    expect([given['REQUESTS_PER_MINUTE'], given['MISSES_PER_MINUTE'], given['MOST_CONNECTIONS'], given['OVERLOAD_DELAY_MS']]).toEqual([6000, 20, 4096, 200].map(String))
    expect(limitsOf({ TRUSTED_PROXIES: [], REQUESTS_PER_MINUTE: 6000, MISSES_PER_MINUTE: 20, AUTHORITY_REQUESTS_PER_MINUTE: 60_000, MOST_CONNECTIONS: 4096, OVERLOAD_DELAY_MS: 200, LOG_LEVEL: 'info' })).toEqual(usualLimits)
  })
})

describe('a list of', () => {
  it.each([
    ['proxies', isAddressOrNetwork, ['10.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32'], ['proxy.internal', '10.0.0.0/33', '10.0.0.0/', '2001:db8::/129', '10.0.0', '*']],
    ['hosts', isHost, ['localhost', 'localhost:4710', 'Issuer.internal', '[::1]:8080', '10.0.0.1'], ['http://localhost', 'a/b', 'a b', 'user@host', '']],
    ['origins', isOrigin, ['https://forms.example', 'http://localhost:4740'], ['https://forms.example/', 'forms.example', 'https://forms.example/path', 'null', '*']],
  ])('%s takes what is one and nothing else', (_what, isOne, good, bad) => {
    expect(good.filter((one) => !isOne(one))).toEqual([])
    expect(bad.filter((one) => isOne(one))).toEqual([])
  })
})
