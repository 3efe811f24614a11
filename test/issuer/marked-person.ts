import type { Marker } from '@counterfoil/invariants/canary/writings'

/** The record of a person whose every value stands nowhere else, so that any trace of one is a leak. */
export const markedFields = {
  given_name: 'Adaline-6Rw1',
  family_name: 'Hillcrestian-2Vd8',
  birth_date: '1970-01-31',
  address_line_1: '1 Unmistakable-Row-5F1c',
  post_town: 'Markerham-3Jt',
  postcode: 'ZQ1 1XW',
  uprn: '918273645546',
  resident_since: '2001-01-29',
} as const

export const markers: readonly Marker[] = Object.entries(markedFields).map(([name, value]) => ({ name, value }))
