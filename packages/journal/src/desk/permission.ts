/** What somebody may be allowed to do. Who has which of them where is not the journal's business. */
export const PERMISSIONS = [
  'view',
  'acknowledge',
  'operate',
  'maintain',
  'engineer',
  'approve',
  'administer',
] as const;

export type Permission = (typeof PERMISSIONS)[number];
