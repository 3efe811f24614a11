import { statusChanges } from '../../domain/counterfoil.ts'

const left = Object.entries(statusChanges).map(([change, { to }]) => `WHEN '${change}' THEN ${to}`)

/**
 * Whether an outgoing message tells of a change of status that no longer stands: of all the credentials of the type that the change was made to with that
 * person, whom it tells once, none is still as it was left. Its reference names the change. That a renewal was opened stands.
 */
export const standsNoMore = `(outgoing_messages.template = 'status-changed' AND EXISTS (
  SELECT 1 FROM status_jobs j JOIN counterfoils told ON told.id = outgoing_messages.subject
  WHERE j.id = substr(outgoing_messages.reference, length(outgoing_messages.subject || '-changed-') + 1) AND j.change <> 'renew' AND NOT EXISTS (
    SELECT 1 FROM counterfoils c JOIN status_job_rows r ON r.job = j.id AND r.counterfoil = c.id
    WHERE c.authority = told.authority AND c.person = told.person AND c.configuration_id = told.configuration_id AND r.outcome = 'changed' AND c.status = CASE j.change ${left.join(' ')} END)))`
