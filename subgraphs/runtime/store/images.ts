import type { Db, ReadDb } from '../../../prisma/shards.ts'

/** A row is small enough to be written and read without the database holding much more than it. */
const PIECE_BYTES = 2 ** 20

/** What is kept of a paused sandbox, as the bytes that `readImage` gives back. */
export async function insertImage(
  db: Db,
  { id, userId }: { readonly id: string; readonly userId: string },
  image: Buffer,
): Promise<void> {
  for (let position = 0; position * PIECE_BYTES < image.byteLength; position++) {
    const start = position * PIECE_BYTES
    const bytes = Uint8Array.from(image.subarray(start, start + PIECE_BYTES))
    await db.prisma.sandboxImage.createMany({ data: [{ sandboxId: id, userId, position, bytes }] })
  }
}

/** Null where nothing is kept of the sandbox. */
export async function readImage(db: ReadDb, sandboxId: string): Promise<Buffer | null> {
  const pieces = await db.query<{ bytes: Buffer }>(
    `select bytes from ${db.schema}.sandbox_image where sandbox_id = $1::uuid order by position`,
    [sandboxId],
  )
  return pieces.length === 0 ? null : Buffer.concat(pieces.map(({ bytes }) => bytes))
}

export async function deleteImage(db: Db, sandboxId: string): Promise<void> {
  await db.prisma.sandboxImage.deleteMany({ where: { sandboxId } })
}
