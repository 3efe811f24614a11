import { channel } from 'node:diagnostics_channel'
import { keyEncryptionKey } from '@counterfoil/service-kit/keys/envelope/key-encryption-key'
import { openEnvelopes } from './envelope-store.ts'

/** Wraps a store's keys anew, and is killed from within at the given occurrence of a step. */
const [file = '', current = '', former = '', dieAt = ''] = process.argv.slice(2)
const [name, occurrence] = dieAt.split(' ')
let seen = 0
channel('counterfoil.step').subscribe((message) => {
  if ((message as { readonly name: string }).name !== name) return
  seen += 1
  if (seen === Number(occurrence)) process.kill(process.pid, 'SIGKILL')
})
await openEnvelopes(file, [keyEncryptionKey(current, 'a test'), keyEncryptionKey(former, 'a test')])
