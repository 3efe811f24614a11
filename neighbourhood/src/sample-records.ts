import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { councils } from './councils.ts'

const heading = 'council_reference,given_name,family_name,birth_date,address_line_1,address_line_2,post_town,postcode,uprn,resident_since'
const givenNames = ['Ada', 'Bryn', 'Carys', 'Dafydd', 'Elin', 'Farah', 'Gethin', 'Hana', 'Idris', 'Jaya', 'Kofi', 'Lowri', 'Mabel', 'Nia', 'Owen', 'Priya', 'Quentin', 'Rhian', 'Seren', 'Tomos', 'Una', 'Vikram', 'Wren', 'Yusuf', 'Zara']
const familyNames = ['Sampleby', 'Testwick', 'Fictionne', 'Madeup', 'Notareal', 'Pretendham', 'Exampleton', 'Inventfield', 'Demowright', 'Placehold', 'Imagin', 'Storeywood', 'Fablemont']
const streets = ['Unreal Road', 'Sample Street', 'Figment Lane', 'Placeholder Place', 'Invented Avenue']

/** Residents of one council: nobody who lives, at addresses that aren't. Two records lack something, as records do. */
export function sampleRecords(council: (typeof councils)[number], index: number): string {
  const rows = givenNames.map((givenName, place) => {
    const number = place + 1
    const reference = `${council.id.slice(0, 3).toUpperCase()}-${String(1000 + number)}`
    const familyName = familyNames[(place + index * 3) % familyNames.length] ?? ''
    const birth = `${1940 + ((place * 7 + index) % 62)}-${String((place % 12) + 1).padStart(2, '0')}-${String(((place * 5) % 27) + 1).padStart(2, '0')}`
    const street = streets[(place + index) % streets.length] ?? ''
    const town = council.name.en.split(' ')[0] ?? ''
    const postcode = number === 24 ? '' : `ZZ${index + 1} ${place % 10}${'ABDEFGHJLN'[place % 10] ?? 'A'}${'PQRSTUWXYZ'[(place * 3) % 10] ?? 'P'}`
    const uprn = number === 25 ? 'not known' : String(990_000_000_000 + index * 1000 + number)
    const flat = place % 4 === 0 ? `Flat ${number}` : ''
    return [reference, givenName, familyName, birth, `${number} ${street}`, flat, town, postcode, uprn, `${2001 + (place % 20)}-04-01`].join(',')
  })
  return `${[heading, ...rows].join('\n')}\n`
}

export function ensureSampleRecords(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [index, council] of councils.entries()) {
    const file = join(folder, `${council.id}.csv`)
    if (!existsSync(file)) writeFileSync(file, sampleRecords(council, index), { mode: 0o600 })
  }
}
