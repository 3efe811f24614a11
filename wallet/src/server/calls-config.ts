import { ConfigurationError, readEnv } from '@counterfoil/service-kit/config/read-env'
import { described, describeSettings, isAddressOrNetwork, listOf, oneOf, optionalFile, webAddress, wholeNumber } from '@counterfoil/service-kit/config/settings'
import { readCertificates, readText } from '@counterfoil/service-kit/config/read-files'
import type { SettingDescription } from '@counterfoil/shared/kernel/setting'
import { z } from 'zod'
import type { ProviderKey } from './provider/attester.ts'
import { providerKey } from './provider/provider-key.ts'

const shape = z.object({
  WALLET_URL: described(webAddress({ meaning: '', example: 'https://wallet.council.example' }).optional(), { meaning: 'Where browsers reach this wallet; needed for what follows', example: 'https://wallet.council.example', default: '' }),
  PROVIDER_KEY_FILE: optionalFile(
    { meaning: 'File with the private key (P-256, PEM) by which this server attests wallets as their [provider](wallet-server.md#provider)', example: '/etc/counterfoil/provider-key.pem' },
    (file) => readText(file, 'key of the wallet provider'),
    null,
  ),
  PROVIDER_CHAIN_FILE: optionalFile(
    { meaning: 'File with that key\'s certificates (PEM, the key\'s own first), without the anchor that issuers know', example: '/etc/counterfoil/provider-chain.pem' },
    (file) => readCertificates(file, 'certificates of the wallet provider'),
    null,
  ),
  RELAY: oneOf(['off', 'on'], { meaning: '`on` to [pass on](wallet-server.md#relay) what wallets encrypt for servers that let no page of another origin call them', example: 'on', default: 'off' }),
  CALLS_PER_MINUTE: wholeNumber({ meaning: 'How often one address may ask for any of that in a minute; 0 for no limit', example: '60', default: 60, least: 0, most: 10_000_000 }),
  TRUSTED_PROXIES: listOf(isAddressOrNetwork, 'addresses or networks', {
    meaning: 'The operator\'s own proxies, whose `X-Forwarded-For` is believed; without them all callers behind a proxy count as one',
    example: '10.0.0.5,10.1.0.0/16',
    default: '',
  }),
})

export const callsSettings: readonly SettingDescription[] = describeSettings(shape)

/** What the wallet's server does beside handing out files. */
export interface CallsConfig {
  readonly walletUrl: string
  /** Null where it attests nothing. */
  readonly provider: ProviderKey | null
  readonly relays: boolean
  readonly callsPerMinute: number
  readonly trustedProxies: readonly string[]
}

/** Null where it hands out files alone; throws a `ConfigurationError`. */
export function readCallsConfig(env: NodeJS.ProcessEnv): CallsConfig | null {
  const given = readEnv(shape, env)
  const { WALLET_URL: walletUrl, PROVIDER_KEY_FILE: key, PROVIDER_CHAIN_FILE: chain } = given
  if ((key === null) !== (chain === null)) throw new ConfigurationError('PROVIDER_KEY_FILE and PROVIDER_CHAIN_FILE go together.')
  const relays = given.RELAY === 'on'
  const provider = key === null || chain === null ? null : providerKey(key, chain)
  if (provider === null && !relays) return null
  if (walletUrl === undefined) throw new ConfigurationError('WALLET_URL must be given with PROVIDER_KEY_FILE and RELAY.')
  return { walletUrl, provider, relays, callsPerMinute: given.CALLS_PER_MINUTE, trustedProxies: given.TRUSTED_PROXIES }
}
