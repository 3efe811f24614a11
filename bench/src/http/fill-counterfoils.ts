import sqlite3 from 'sqlite3'

const atOnce = 20_000
const listSize = 1_048_576
/** Nobody asks in its name. It fills the tables and their indexes, which all authorities share. */
const crowd = 'bench-crowd'

/** Fills an issuer's database with counterfoils and the offers that they came from, as years of issuing leave them, while the issuer runs. */
export async function fillCounterfoils(file: string, count: number): Promise<void> {
  const connection = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new sqlite3.Database(file, (error) => (error === null ? resolve(opened) : reject(error)))
  })
  const run = (text: string): Promise<void> => new Promise((resolve, reject) => void connection.exec(text, (error) => (error === null ? resolve() : reject(error))))
  await run('PRAGMA busy_timeout = 60000; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -200000')
  for (let list = 0; list <= Math.floor(count / listSize); list += 1) {
    await run(`INSERT INTO status_lists (authority, number, size, allotted, permutation_key) VALUES ('${crowd}', ${list + 1}, ${listSize}, ${listSize}, randomblob(32))`)
  }
  for (let first = 0; first < count; first += atOnce) await run(rowsFrom(first, Math.min(atOnce, count - first)))
  await new Promise<void>((resolve, reject) => connection.close((error) => (error === null ? resolve() : reject(error))))
}

const secret = 'lower(hex(randomblob(21)))'
const number = (place: string): string => `printf('%024d', ${place})`

/** One transaction: the secrets by chance, as they are; ids in the order of time, as they are. */
const rowsFrom = (first: number, count: number): string => `BEGIN IMMEDIATE;
  WITH RECURSIVE places (place) AS (SELECT ${first} UNION ALL SELECT place + 1 FROM places WHERE place < ${first + count - 1})
  INSERT INTO credential_offers (id, authority, type_id, person, state, code_lookup, tries_left, made_at, expires_at, claimed_at, token_lookup, token_expires_at, ended_at)
    SELECT 'crowd-' || ${number('place')}, '${crowd}', 'residency', ${secret}, 'issued', ${secret}, 5, 1700000000 + place, 1700600000 + place, 1700000100 + place, ${secret}, 1700000400 + place, 1700000200 + place FROM places;
  WITH RECURSIVE places (place) AS (SELECT ${first} UNION ALL SELECT place + 1 FROM places WHERE place < ${first + count - 1})
  INSERT INTO counterfoils (id, authority, offer, configuration_id, person, status_issuer, status_list, status_index, status, issued_at, expires_at, changed_at, holder_hash, nonce)
    SELECT '6' || ${number('place')}, '${crowd}', 'crowd-' || ${number('place')}, 'residency-sd-jwt', ${secret}, '${crowd}', 1 + place / ${listSize}, place % ${listSize}, CASE WHEN place % 100 = 0 THEN 1 ELSE 0 END, 1700000200 + place, 1800000000 + place, 1700000200 + place, ${secret}, randomblob(20) FROM places;
  COMMIT`
