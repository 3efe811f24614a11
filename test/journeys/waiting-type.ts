// Loaded into services before they start: a permit to park, which no other journey collects, is one for which its council takes its time.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { readFileSync } = fs
const isThatType = (file: unknown): boolean => typeof file === 'string' && file.replaceAll('\\', '/').endsWith('/catalogue/resident-parking/type.json')
fs.readFileSync = ((...given: Parameters<typeof readFileSync>) => {
  const read = readFileSync(...given)
  return isThatType(given[0]) && typeof read === 'string' ? JSON.stringify({ ...(JSON.parse(read) as object), issuing: 'deferred' }) : read
}) as typeof readFileSync
syncBuiltinESMExports()
