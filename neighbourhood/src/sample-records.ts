import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { councils } from './councils.ts'

const givenNames = ['Ada', 'Bryn', 'Carys', 'Dafydd', 'Elin', 'Farah', 'Gethin', 'Hana', 'Idris', 'Jaya', 'Kofi', 'Lowri', 'Mabel', 'Nia', 'Owen', 'Priya', 'Quentin', 'Rhian', 'Seren', 'Tomos', 'Una', 'Vikram', 'Wren', 'Yusuf', 'Zara']
const familyNames = ['Sampleby', 'Testwick', 'Fictionne', 'Madeup', 'Notareal', 'Pretendham', 'Exampleton', 'Inventfield', 'Demowright', 'Placehold', 'Imagin', 'Storeywood', 'Fablemont']
/** No grown-up is called so: who looks for one finds one. */
const childrensNames = ['Gruffydd', 'Betsan', 'Macsen', 'Ffion', 'Osian', 'Gwenno', 'Heledd']
const streets = ['Unreal Road', 'Sample Street', 'Figment Lane', 'Placeholder Place', 'Invented Avenue']

type Fields = Readonly<Record<string, string>>

/**
 * What a council's gazetteer and its register of residents say of somebody who doesn't live, at an address that isn't. Two records lack something, as records do.
 * No number is one that stands in counters and digests, too, where what searches for claims would find it.
 */
function residentAt(place: number, index: number, town: string): Fields {
  const number = place + 1
  return {
    given_name: givenNames[place] ?? '',
    family_name: familyOf(place, index),
    birth_date: dayIn(1940 + ((place * 7 + index) % 62), place),
    address_line_1: `${number} ${streets[(place + index) % streets.length] ?? ''}`,
    address_line_2: place % 4 === 0 ? `Flat ${number}` : '',
    post_town: town,
    postcode: number === 24 ? '' : `ZZ${index + 1} ${place % 10}${'ABDEFGHJLN'[place % 10] ?? 'A'}${'PQRSTUWXYZ'[(place * 3) % 10] ?? 'P'}`,
    uprn: number === 25 ? 'not known' : String(990_736_184_000 + index * 1000 + number),
    resident_since: `${2001 + (place % 20)}-04-01`,
    // Who can sign in at the demonstration's provider.
    sign_in_subject: ['ada', 'bryn'][place] ?? '',
  }
}

const familyOf = (place: number, index: number): string => familyNames[(place + index * 3) % familyNames.length] ?? ''
const dayIn = (year: number, place: number): string => `${year}-${String((place % 12) + 1).padStart(2, '0')}-${String(((place * 5) % 27) + 1).padStart(2, '0')}`

/** What the council's departments say of some of them. One badge has expired. */
function entitlementsOf(place: number, index: number, year: number): readonly Fields[] {
  const family = familyOf(place, index)
  const child = { given_name: childrensNames[place % childrensNames.length] ?? '', family_name: family, birth_date: dayIn(year - 6 - (place % 9), place) }
  const has = (every: number, from: number, fields: () => Fields): readonly Fields[] => (place % every === from ? [fields()] : [])
  return [
    ...has(3, 0, () => ({ blue_badge_number: `Q${index + 1}KX${String(10 + place)}`, blue_badge_issued_on: dayIn(year - (place === 21 ? 4 : 1), place), blue_badge_expires_on: dayIn(year + (place === 21 ? -1 : 2), place) })),
    ...has(4, 1, () => ({ council_tax_reduction_percent: String(25 + (place % 4) * 25), council_tax_reduction_begins_on: `${year - 1}-04-01`, council_tax_reduction_ends_on: `${year + 1}-03-31` })),
    ...has(5, 2, () => ({ school_meals_school: schools[place % schools.length] ?? '', ...prefixed('school_meals_child', child), school_meals_from: `${year - 1}-09-01`, school_meals_until: `${year + 1}-08-31` })),
    ...has(3, 1, () => ({ travel_pass_number: `63359700${String(18_437_000 + index * 1000 + place)}`, travel_pass_kind: place % 2 === 0 ? 'older' : 'disabled', travel_pass_companion: place % 4 === 1 ? 'yes' : 'no', travel_pass_expires_on: dayIn(year + 3, place) })),
    ...has(2, 0, () => ({ library_card_number: `${'ABCDE'[index] ?? 'A'}${String(27_394_610 + place)}`, library_membership: place % 8 === 0 ? 'home_visits' : 'adult', home_library: libraries[place % libraries.length] ?? '' })),
    ...has(3, 2, () => ({ parking_zone: `${'ABCDE'[place % 5] ?? 'A'}${(place % 3) + 1}`, parking_permits: String(place % 4) })),
    ...has(6, 4, () => ({ carer_since: dayIn(year - 3, place), carer_hours: ['under_20', 'from_20_to_49', 'from_50'][(place / 2) % 3] ?? 'under_20' })),
    ...has(5, 3, () => ({ represented_role: ['parent', 'carer', 'deputy'][place % 3] ?? 'parent', ...prefixed('represented', child), represented_scope: ['all_services', 'education', 'travel_and_parking'][place % 3] ?? 'education', represented_from: dayIn(year - 1, place), represented_until: dayIn(year + 1, place) })),
  ]
}

const schools = ['Makebelieve Primary School', 'Storybook Academy', 'Ysgol Dychymyg'] as const
const libraries = ['Central Library', 'Papertown Library'] as const
const prefixed = (prefix: string, fields: Fields): Fields => Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}_${name}`, value]))

/** Whom somebody acts for has a row, too: they live where that one does. Nobody signs in as them. */
function representedBy(adult: Fields): readonly Fields[] {
  const { council_reference: reference = '', represented_given_name: name, represented_family_name: family = '', represented_birth_date: born = '' } = adult
  if (name === undefined) return []
  const home = Object.fromEntries(['address_line_1', 'address_line_2', 'post_town', 'postcode', 'uprn'].map((column) => [column, adult[column] ?? '']))
  return [{ council_reference: `${reference}C`, given_name: name, family_name: family, birth_date: born, ...home, resident_since: born }]
}

/** Residents of one council, with something of every type between them. Dates lie about a year. */
export function sampleRecords(council: (typeof councils)[number], index: number, year: number): string {
  const adults = givenNames.map((_name, place): Fields => {
    const reference = `${council.id.slice(0, 3).toUpperCase()}-${String(1001 + place)}`
    return Object.assign({ council_reference: reference }, residentAt(place, index, council.name.en.split(' ')[0] ?? ''), ...entitlementsOf(place, index, year))
  })
  const people = [...adults, ...adults.flatMap(representedBy)]
  const columns = [...new Set(people.flatMap((fields) => Object.keys(fields)))]
  return `${[columns.join(','), ...people.map((fields) => columns.map((column) => fields[column] ?? '').join(','))].join('\n')}\n`
}

export function ensureSampleRecords(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [index, council] of councils.entries()) {
    const file = join(folder, `${council.id}.csv`)
    if (!existsSync(file)) writeFileSync(file, sampleRecords(council, index, new Date().getFullYear()), { mode: 0o600 })
  }
}
