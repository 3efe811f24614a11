import { staffFromClaims, type StaffGroups } from '@counterfoil/issuer/domain/staff-claims'
import { describe, expect, it } from 'vitest'

type Claims = Parameters<typeof staffFromClaims>[0]

const groups: StaffGroups = new Map([
  ['6b3f', { authority: 'aldermoor', roles: ['caseworker'] }],
  ['77aa', { authority: 'aldermoor', roles: ['auditor', 'approver'] }],
  ['App.Admin', { authority: 'aldermoor', roles: ['authority-admin'] }],
  ['b1b1', { authority: 'brackenfield', roles: ['caseworker'] }],
])

describe('somebody whom the provider gives', () => {
  it.each<[string, Claims, StaffGroups | null, object]>([
    ['a role by its name', { sub: 's', name: 'Sam', counterfoil_authority: 'aldermoor', roles: ['caseworker'] }, null, { subject: 's', name: 'Sam', authority: 'aldermoor', roles: ['caseworker'] }],
    ['roles that nobody knows beside one of ours', { sub: 's', counterfoil_authority: 'aldermoor', roles: ['root', 'auditor', 7] }, null, { subject: 's', name: 's', authority: 'aldermoor', roles: ['auditor'] }],
    ['a group', { sub: 's', name: 'Sam', groups: ['6b3f', 'of something else'] }, groups, { subject: 's', name: 'Sam', authority: 'aldermoor', roles: ['caseworker'] }],
    ['several groups and an application role', { sub: 's', groups: ['77aa', '6b3f'], roles: ['App.Admin'] }, groups, { subject: 's', name: 's', authority: 'aldermoor', roles: ['caseworker', 'approver', 'auditor', 'authority-admin'] }],
    ['an application role, though its groups were left out', { sub: 's', roles: ['App.Admin'], _claim_names: { groups: 'src1' } }, groups, { subject: 's', name: 's', authority: 'aldermoor', roles: ['authority-admin'] }],
    ['a role through one account of several', { sub: 's', counterfoil_person: 'p', counterfoil_authority: 'aldermoor', roles: ['approver'] }, null, { subject: 's', person: 'p', name: 's', authority: 'aldermoor', roles: ['approver'] }],
  ])('%s has it here', (_, claims, mapped, staff) => {
    expect(staffFromClaims(claims, mapped)).toEqual(staff)
  })

  it.each<[string, Claims, StaffGroups | null, string]>([
    ['no role', { sub: 's', counterfoil_authority: 'aldermoor' }, null, 'no_role'],
    ['a role without an authority', { sub: 's', roles: ['caseworker'] }, null, 'no_role'],
    ['a role in a text', { sub: 's', counterfoil_authority: 'aldermoor', roles: 'caseworker' }, null, 'no_role'],
    ['a role of another spelling', { sub: 's', counterfoil_authority: 'aldermoor', roles: ['Caseworker', ' caseworker'] }, null, 'no_role'],
    ['a role by its name, where groups are wanted', { sub: 's', counterfoil_authority: 'aldermoor', roles: ['authority-admin'] }, groups, 'no_role'],
    ['groups of something else', { sub: 's', groups: ['__proto__', 'constructor'] }, groups, 'no_role'],
    ['no groups at all', { sub: 's' }, groups, 'no_role'],
    ['so many groups that all are left out', { sub: 's', _claim_names: { groups: 'src1' }, _claim_sources: {} }, groups, 'groups_left_out'],
    ['so many groups, in the implicit flow', { sub: 's', hasgroups: true }, groups, 'groups_left_out'],
    ['groups of two authorities', { sub: 's', groups: ['6b3f', 'b1b1'] }, groups, 'several_authorities'],
  ])('%s is refused', (_, claims, mapped, code) => {
    expect(() => staffFromClaims(claims, mapped)).toThrow(expect.objectContaining({ code }))
  })

  it.each([undefined, '', 7, ['s']])('no name to know them by (%j) is nobody', (sub) => {
    expect(staffFromClaims({ sub, counterfoil_authority: 'aldermoor', roles: ['caseworker'] }, null)).toBeNull()
  })
})
