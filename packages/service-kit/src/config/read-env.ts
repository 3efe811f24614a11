import type { z } from 'zod'

/** The configuration is wrong; the message lists every problem by the variable's name and never a value. */
export class ConfigurationError extends Error {}

/**
 * Reads a service's settings, all of them at once: the operator sees every mistake in one go. With a prefix, settings of
 * another program, which bear its name.
 */
export function readEnv<Schema extends z.ZodType>(schema: Schema, env: NodeJS.ProcessEnv = process.env, prefix = ''): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined || value === '' || !name.startsWith(prefix) ? [] : [[name.slice(prefix.length), value]])))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => `  ${issue.path.length === 0 ? 'settings' : `${prefix}${issue.path.join('.')}`}: ${issue.message}`)
  throw new ConfigurationError(`The configuration is not usable:\n${problems.join('\n')}`)
}
