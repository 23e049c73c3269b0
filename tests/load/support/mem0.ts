import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const FOLDER = fileURLToPath(new URL('../peers/mem0/', import.meta.url))

/** The slice of mem0's `Memory` used here: https://docs.mem0.ai/open-source/node-quickstart */
interface Memory {
  add(
    text: string,
    options: { userId: string; infer: false; metadata: Record<string, unknown> },
  ): Promise<unknown>
  search(
    query: string,
    options: { filters: { user_id: string }; topK: number; threshold: number },
  ): Promise<{ results: { metadata?: { turn?: string } }[] }>
}

type Mem0 = { Memory: new (config: unknown) => Memory }

/** mem0 in this process, in memory alone. It is no dependency of the project: it is installed in a folder of its own. */
export async function openMem0(embeddingsUrl: string, model: string) {
  // It keeps a settings file, by default in the home folder.
  Object.assign(process.env, { MEM0_TELEMETRY: 'False', MEM0_DIR: join(tmpdir(), 'agent-state-bench-mem0') })
  const { Memory } = (await load()) as Mem0
  const embedder = { apiKey: 'none', baseURL: embeddingsUrl, model }
  const memory = new Memory({
    embedder: { provider: 'openai', config: embedder },
    llm: { provider: 'openai', config: { apiKey: 'none', baseURL: embeddingsUrl } },
    vectorStore: {
      provider: 'memory',
      config: { collectionName: 'bench', dimension: 384, dbPath: ':memory:' },
    },
    disableHistory: true,
  })
  return {
    add: (userId: string, text: string, turn: string) =>
      memory.add(text, { userId, infer: false, metadata: { turn } }),
    /** The turns found, best first. */
    async search(user: string, query: string, topK: number): Promise<string[]> {
      const { results } = await memory.search(query, { filters: { user_id: user }, topK, threshold: 0 })
      return results.map(({ metadata }) => metadata?.turn ?? '')
    },
  }
}

async function load(): Promise<unknown> {
  try {
    const path = createRequire(FOLDER).resolve('mem0ai/oss')
    return await import(pathToFileURL(path).href)
  } catch (error) {
    throw new Error('mem0 is not installed: npm ci --prefix tests/load/peers/mem0', { cause: error })
  }
}
