import type { Page } from '@playwright/test'

interface Authenticator {
  /** As if somebody else touched it: it answers nothing. */
  take(): Promise<void>
  remove(): Promise<void>
}

/** A device that holds passkeys for a page, and knows who touches it: Chromium's own, for tests. */
export async function addAuthenticator(page: Page, { hasPrf = true, transport = 'internal' }: { readonly hasPrf?: boolean; readonly transport?: 'internal' | 'usb' } = {}): Promise<Authenticator> {
  const chromium = await page.context().newCDPSession(page)
  await chromium.send('WebAuthn.enable')
  const options = { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport, hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, hasPrf } as const
  const { authenticatorId } = await chromium.send('WebAuthn.addVirtualAuthenticator', { options })
  return {
    take: async () => void (await chromium.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })),
    remove: async () => void (await chromium.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })),
  }
}
