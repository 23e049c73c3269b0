/** An instruction of a Dockerfile, of those that ours uses. */
export type Instruction =
  | { readonly kind: 'RUN'; readonly command: string }
  | { readonly kind: 'WORKDIR'; readonly path: string }
  | {
      readonly kind: 'COPY'
      /** The stage to copy from, or null: the build context. */
      readonly from: string | null
      readonly sources: readonly string[]
      readonly target: string
    }

export interface Stage {
  readonly name: string
  readonly base: string
  readonly instructions: readonly Instruction[]
}

export interface Dockerfile {
  /** The last one is the image. */
  readonly stages: readonly Stage[]
  /** What the image says of a container: its environment, user, health check, entry point and default command. */
  readonly env: Readonly<Record<string, string>>
  readonly user: string
  readonly healthcheck: readonly string[]
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
}

/** Reads a Dockerfile. Throws on what it does not know: what is not understood here is not rehearsed either. */
export function parseDockerfile(text: string): Dockerfile {
  const stages: { name: string; base: string; instructions: Instruction[] }[] = []
  const image = { env: {} as Record<string, string>, user: 'root' }
  const lists = { HEALTHCHECK: [] as string[], ENTRYPOINT: [] as string[], CMD: [] as string[] }

  const stage = () => {
    const last = stages.at(-1)
    if (!last) throw new Error('a Dockerfile begins with FROM')
    return last
  }
  for (const [name, rest] of lines(text)) {
    switch (name) {
      case 'FROM': {
        const [base = '', , as = String(stages.length)] = rest.split(/\s+/)
        stages.push({ name: as, base, instructions: [] })
        break
      }
      case 'RUN':
        stage().instructions.push({ kind: 'RUN', command: rest })
        break
      case 'WORKDIR':
        stage().instructions.push({ kind: 'WORKDIR', path: rest })
        break
      case 'COPY':
        stage().instructions.push(copy(rest))
        break
      case 'ENV':
        for (const pair of rest.split(/\s+/)) {
          const [key = '', value = ''] = pair.split('=')
          image.env[key] = value
        }
        break
      case 'USER':
        image.user = rest
        break
      case 'EXPOSE':
        break
      case 'HEALTHCHECK':
      case 'ENTRYPOINT':
      case 'CMD':
        lists[name] = JSON.parse(rest.slice(rest.indexOf('['))) as string[]
        break
      default:
        throw new Error(`an instruction that is not known here: ${name}`)
    }
  }
  return {
    stages,
    ...image,
    healthcheck: lists.HEALTHCHECK,
    entrypoint: lists.ENTRYPOINT,
    command: lists.CMD,
  }
}

/** Each instruction's name and the rest of its line, which may go on after a backslash. */
function lines(text: string): [string, string][] {
  const joined = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, '')
  return joined.split('\n').flatMap((line): [string, string][] => {
    const [, name, rest] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? []
    return name && rest ? [[name, rest]] : []
  })
}

function copy(rest: string): Instruction {
  const [, from = null, paths = ''] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(rest) ?? []
  const words = paths.split(/\s+/)
  return { kind: 'COPY', from, sources: words.slice(0, -1), target: words.at(-1) ?? '' }
}
