import type { z } from 'zod'
import { usualLimits, type HttpLimits } from '../http/limits.ts'
import { isAddressOrNetwork, listOf, oneOf, wholeNumber } from './settings.ts'

const whole = (meaning: string, preset: number, most: number) => wholeNumber({ meaning, example: `${preset}`, default: preset, least: 0, most })

/** Settings of every service that speaks HTTP. */
export const httpSettings = {
  TRUSTED_PROXIES: listOf(isAddressOrNetwork, 'addresses or networks', {
    meaning: 'The operator\'s own proxies, whose `X-Forwarded-For` is believed; without them all callers behind a proxy count as one',
    example: '10.0.0.5,10.1.0.0/16',
    default: '',
  }),
  REQUESTS_PER_MINUTE: whole('Requests that one address may make in a minute; 0 for no limit', usualLimits.requestsPerMinute, 10_000_000),
  MISSES_PER_MINUTE: whole('Wrong codes, tokens and keys that one address may try in a minute; 0 for no limit', usualLimits.missesPerMinute, 10_000_000),
  AUTHORITY_REQUESTS_PER_MINUTE: whole('Requests that one authority\'s form server may make in a minute; 0 for no limit', usualLimits.authorityRequestsPerMinute, 10_000_000),
  MOST_CONNECTIONS: wholeNumber({ meaning: 'Connections that are open at once; more are closed', example: '4096', default: usualLimits.mostConnections, least: 1, most: 1_000_000 }),
  OVERLOAD_DELAY_MS: whole('Above this delay of the event loop, in milliseconds, requests get 503 with `Retry-After`; 0 for never', usualLimits.overloadDelayMs, 60_000),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { meaning: 'What is logged: this level and those above it', example: 'warn', default: 'info' }),
} as const

type HttpSettings = { readonly [Name in keyof typeof httpSettings]: z.output<(typeof httpSettings)[Name]> }

export const limitsOf = (given: HttpSettings): HttpLimits => ({
  ...usualLimits,
  trustedProxies: given.TRUSTED_PROXIES,
  requestsPerMinute: given.REQUESTS_PER_MINUTE,
  missesPerMinute: given.MISSES_PER_MINUTE,
  authorityRequestsPerMinute: given.AUTHORITY_REQUESTS_PER_MINUTE,
  mostConnections: given.MOST_CONNECTIONS,
  overloadDelayMs: given.OVERLOAD_DELAY_MS,
})
