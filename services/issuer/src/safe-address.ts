export const onThisMachine = ['localhost', '127.0.0.1', '[::1]']

/** Whether what goes there is encrypted on its way, but on this machine; and no password stands in the address. */
export function isSafeAddress(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && url.username === '' && url.password === '' && url.hash === '' && (url.protocol === 'https:' || (url.protocol === 'http:' && onThisMachine.includes(url.hostname)))
}
