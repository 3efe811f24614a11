import type { Page } from '@playwright/test'
import { expect } from '../neighbourhood.ts'

/** Prepares credentials for these people of the record, and asks for approval: the page is the job's then. */
export async function askForMany(staff: Page, issuer: string, references: readonly string[]): Promise<void> {
  await staff.goto(`${issuer}/staff/bulk/new`)
  const rows = ['reference,type,language', ...references.map((reference) => `${reference},residency,`)]
  await staff.locator('#file').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(`${rows.join('\n')}\n`) })
  await staff.locator('#bulk-check').click()
  await staff.locator('#bulk-ask').click()
  await expect(staff.locator('#bulk-state')).toHaveAttribute('data-state', 'asked')
}

export const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000)

/** Enters what somebody asked for of their data: the page is the request's then. */
export async function enterRequest(staff: Page, issuer: string, { kind, handle, day }: { readonly kind: string; readonly handle: string; readonly day: Date }): Promise<void> {
  await staff.goto(`${issuer}/staff/requests/new`)
  await staff.locator(`input[value=${kind}]`).check()
  await staff.locator('#handle').fill(handle)
  for (const [part, value] of [['day', day.getUTCDate()], ['month', day.getUTCMonth() + 1], ['year', day.getUTCFullYear()]] as const) await staff.locator(`#received-${part}`).fill(String(value))
  await staff.locator('#enter').click()
  await expect(staff.locator('[data-told=entered]')).toBeVisible()
}
