import type { z } from 'zod'

/** The configuration is wrong; the message lists every problem by the variable's name and never a value. */
export class ConfigurationError extends Error {}

/** Reads a service's settings, all of them at once: the operator sees every mistake in one go. */
export function readEnv<Schema extends z.ZodType>(schema: Schema, env: NodeJS.ProcessEnv = process.env): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => `  ${issue.path.join('.') || 'settings'}: ${issue.message}`)
  throw new ConfigurationError(`The configuration is not usable:\n${problems.join('\n')}`)
}
