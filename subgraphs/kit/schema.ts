import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import type { DocumentNode } from 'graphql'

/** Reads a subgraph's schema.graphql. */
export const readSchema = (file: URL): DocumentNode => parse(readFileSync(file, 'utf8'))
