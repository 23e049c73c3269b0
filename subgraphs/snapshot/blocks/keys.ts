const TENANT_ID = /^[A-Za-z0-9_-]{1,128}$/
const SHA256 = /^[0-9a-f]{64}$/

/** Where a tenant's block is. @throws Error if either id is malformed. */
export const blockKey = (tenantId: string, blockId: string): string =>
  `${tenantFolder(tenantId)}/blocks/${checked(blockId).slice(0, 2)}/${blockId}`

/** Where a tenant's manifest is. @throws Error if either id is malformed. */
export const manifestKey = (tenantId: string, manifestId: string): string =>
  `${tenantFolder(tenantId)}/manifests/${checked(manifestId)}`

// A tenant id with a slash could reach into another tenant's folder.
function tenantFolder(tenantId: string): string {
  if (!TENANT_ID.test(tenantId)) throw new Error('Malformed tenant id')
  return tenantId
}

function checked(id: string): string {
  if (!SHA256.test(id)) throw new Error('Malformed block or manifest id')
  return id
}
