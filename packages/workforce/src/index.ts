export { type Actor, authorise, employeeOf } from './authorise.ts';
export { firstStaff, isEmployeeId, type StaffStates, type StartToken, staffCommands } from './commands.ts';
export { followGroups } from './membership.ts';
export { covers, type Grant, ROLE_NAMES, ROLES, type Role } from './roles.ts';
export {
  type ApiToken,
  type Employee,
  employeeMay,
  permissionsAt,
  type Staff,
  staffProjection,
} from './staff.ts';
