import { argon2 } from './argon2.ts'

addEventListener('message', ({ data: { passphrase, salt, cost } }: MessageEvent<Record<'passphrase' | 'salt', Parameters<typeof argon2>[0]> & { readonly cost: Parameters<typeof argon2>[2] }>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Whoever made the worker is the only one there.
  postMessage(argon2(passphrase, salt, cost))
})
