/** An address by which wallet apps are opened. Whatever a server says, no link that runs a script is ever shown. */
export const isWalletAppLink = (link: string): boolean => /^(openid4vp|haip-vp):\/\//.test(link)

/** The same request for wallets that listen to the other scheme. @see HAIP 1.0, section 5 */
export const anotherScheme = (link: string): string => (link.startsWith('haip-vp:') ? link.replace('haip-vp:', 'openid4vp:') : link.replace('openid4vp:', 'haip-vp:'))
