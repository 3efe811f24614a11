import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { described, isHost, listOf, text, wholeNumber, type Told } from '@counterfoil/service-kit/config/settings'
import { z } from 'zod'
import { isSafeAddress } from './safe-address.ts'

const addressOf = (isOne: (value: string) => boolean, sort: string, told: Told) =>
  described(z.string().refine((value) => value === '' || (isOne(value) && !value.endsWith('/')), `must be an ${sort} address without a slash at its end, like ${told.example}`).default(told.default ?? ''), told)
const isWebAddress = (value: string): boolean => URL.canParse(value) && /^https?:/.test(value)

/** The part of the configuration that the GOV.UK Wallet needs; it means nothing unless `PROFILES` names `govuk`. */
export const govukSettings = {
  AUTHORIZATION_SERVER_URL: addressOf(isWebAddress, 'http(s)', { meaning: 'The authorization server outside whose access tokens the profile `govuk` takes: GOV.UK One Login\'s token service', example: 'https://token.account.gov.uk', default: '' }),
  GOVUK_CLIENT_ID: text({ meaning: 'What GOV.UK One Login knows this service by', example: 'counterfoil', default: '' }),
  GOVUK_SUBJECT_COLUMN: text({ meaning: 'The column of the record that holds a citizen\'s `wallet_subject_id`', example: 'wallet_subject_id', default: 'wallet_subject_id' }),
  GOVUK_REFRESH_URL: addressOf(isWebAddress, 'http(s)', { meaning: 'Where a citizen begins to renew what the GOV.UK Wallet holds; `{authority}` and `{type}` stand for both', example: 'https://www.aldermoor.gov.uk/renew/{type}', default: '' }),
  GOVUK_WALLET_URL: addressOf(isWebAddress, 'http(s)', { meaning: 'What links to offers for the GOV.UK Wallet begin with', example: 'https://mobile.account.gov.uk/wallet/add', default: 'https://mobile.account.gov.uk/wallet/add' }),
  GOVUK_VALIDITY_DAYS: wholeNumber({ meaning: 'How long what the GOV.UK Wallet holds stands at most until it is refreshed: the technical expiry, however long the document itself stands', example: '30', default: 30, least: 1, most: 364 }),
  GOVUK_STATUS_URL: addressOf(isSafeAddress, 'https', { meaning: 'The status list service of the GOV.UK Wallet; without it, statuses stand in the authority\'s own lists', example: 'https://crs-api.account.gov.uk', default: '' }),
  GOVUK_STATUS_CLIENT_ID: text({ meaning: 'What that service knows this issuer by', example: 'counterfoil-status', default: '' }),
  OUTSIDE_PRIVATE_HOSTS: listOf(isHost, 'hosts', { meaning: 'Hosts of authorization servers outside that may lie in a private network and be reached by http; others must be public and use https', example: 'localhost:4780', default: '' }),
} as const

type Given = z.output<z.ZodObject<typeof govukSettings>>

/** What stands behind the profile `govuk`. */
export interface GovukConfig {
  readonly authorizationServer: string
  readonly clientId: string
  readonly subjectColumn: string
  readonly refreshUrl: string
  readonly walletLink: string
  readonly validityDays: number
  /** Null for the authority's own lists. */
  readonly status: { readonly url: string; readonly clientId: string; readonly retryMs?: number } | null
  readonly privateHosts: readonly string[]
}

/** Throws a `ConfigurationError` for what is missing. */
export function govukOf(given: Given): GovukConfig {
  const needed = ['AUTHORIZATION_SERVER_URL', 'GOVUK_CLIENT_ID', 'GOVUK_REFRESH_URL', ...(given.GOVUK_STATUS_URL === '' ? [] : (['GOVUK_STATUS_CLIENT_ID'] as const))] as const
  const missing = needed.filter((name) => given[name] === '')
  if (missing.length > 0) throw new ConfigurationError(`The profile govuk of PROFILES needs ${missing.join(', ')}.`)
  return {
    authorizationServer: given.AUTHORIZATION_SERVER_URL,
    clientId: given.GOVUK_CLIENT_ID,
    subjectColumn: given.GOVUK_SUBJECT_COLUMN,
    refreshUrl: given.GOVUK_REFRESH_URL,
    walletLink: given.GOVUK_WALLET_URL,
    validityDays: given.GOVUK_VALIDITY_DAYS,
    status: given.GOVUK_STATUS_URL === '' ? null : { url: given.GOVUK_STATUS_URL, clientId: given.GOVUK_STATUS_CLIENT_ID },
    privateHosts: given.OUTSIDE_PRIVATE_HOSTS,
  }
}
