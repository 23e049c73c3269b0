/**
 * The columns of a Prisma `select`, for raw SQL that must give the same rows: `alias."user_id" as "userId", …`. The
 * schema maps every camelCase field to the column of the same name in snake_case.
 */
export const sqlColumns = (select: Readonly<Record<string, true>>, alias: string): string =>
  Object.keys(select)
    .map(
      (field) =>
        `${alias}."${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}" as "${field}"`,
    )
    .join(', ')
