import { describe, expect, it } from '@jest/globals'
import type { LayerManifest, Provided } from '../../../subgraphs/runtime/packs/pack.ts'
import { seal } from '../../../subgraphs/runtime/packs/pack.ts'
import { resolveDependencies } from '../../../subgraphs/runtime/packs/resolve/resolve.ts'
import { RequirementsError } from '../../../subgraphs/runtime/packs/resolve/types.ts'

const layer = (pack: string, name: string, provides: readonly Provided[]): LayerManifest =>
  seal({ name, version: '1.0.0', pack, provides }, new Map()).manifest

const layers = [
  layer('python', 'tools', [
    { name: 'six', version: '1.17.0' },
    { name: 'typing-extensions', version: '4.12.0rc1' },
  ]),
  layer('python', 'old', [{ name: 'six', version: '1.9' }]),
  layer('javascript', 'text', [
    { name: 'slug', version: '1.2.3' },
    { name: '@scope/one', version: '0.3.0' },
  ]),
]

const reasonOf = async (pack: string, text: string) => {
  const { requirements } = await resolveDependencies(pack, text, layers)
  return requirements.map(({ satisfied, reason, version, layer }) =>
    satisfied ? `${layer ?? 'pack'} ${version ?? ''}`.trim() : reason,
  )
}

describe('requirements.txt', () => {
  it.each([
    ['six', 'tools 1.17.0'],
    ['Six >= 1.10, < 2', 'tools 1.17.0'],
    ['six~=1.16', 'tools 1.17.0'],
    ['six==1.17', 'tools 1.17.0'],
    ['six==1.*', 'tools 1.17.0'],
    ['six<1.10', 'old 1.9'],
    ['six[extra]>=1', 'tools 1.17.0'],
    ['six==1.17.0 --hash=sha256:abc', 'tools 1.17.0'],
    ['six \\\n  >= 1  # as pip joins lines', 'tools 1.17.0'],
    ['six!=1.17.0,!=1.9', 'WRONG_VERSION'],
    ['six>1.17.0.post1', 'WRONG_VERSION'],
    ['typing.extensions>=4.11', 'tools 4.12.0rc1'],
    ['typing_extensions>=4.12', 'WRONG_VERSION'],
    ['six>=2; python_version < "3.10"', 'pack'],
    ['six>=2; python_version >= "3.9" and sys_platform != "win32"', 'WRONG_VERSION'],
    ['six>=2; extra == "dev" or "linux" in sys_platform', 'pack'],
    ['nothing; python_full_version > "3.9.7" and (os_name == "nt" or os_name == "posix")', 'UNKNOWN'],
    ['json', 'pack 3.14.2'],
    ['dataclasses>=0.6', 'pack 3.14.2'],
    ['tkinter', 'UNKNOWN'],
    ['left-pad-of-python', 'UNKNOWN'],
    ['numpy>=1.0', 'NATIVE'],
    ['torch', 'NATIVE'],
    ['requests==2.31.0', 'NEEDS_NETWORK'],
    ['six @ https://example.com/six.whl', 'NEEDS_NETWORK'],
    ['git+https://example.com/six.git@main#egg=six', 'NEEDS_NETWORK'],
    ['--index-url https://example.com/simple', 'NEEDS_NETWORK'],
    ['-r other.txt', 'UNSUPPORTED_SYNTAX'],
    ['-e .', 'UNSUPPORTED_SYNTAX'],
    ['./six-1.17.0-py3-none-any.whl', 'UNSUPPORTED_SYNTAX'],
    ['six >= not.a.version', 'UNSUPPORTED_SYNTAX'],
    ['six = 1.0', 'UNSUPPORTED_SYNTAX'],
    ['two words', 'UNSUPPORTED_SYNTAX'],
  ])('%s: %s', async (line, told) => {
    expect(await reasonOf('python', line)).toEqual([told])
  })

  it('is read without comments and empty lines, and tells the layers to ask for', async () => {
    const text = '# tools\r\n\r\nsix\nsix<1.10 # older\n   \nnumpy\n'
    const { satisfied, layers: needed, requirements } = await resolveDependencies('python', text, layers)
    expect(satisfied).toBe(false)
    expect(needed).toEqual(['old', 'tools'])
    expect(requirements.map(({ requirement, name }) => [requirement, name])).toEqual([
      ['six', 'six'],
      ['six<1.10', 'six'],
      ['numpy', 'numpy'],
    ])
    expect(requirements[2]?.detail).toContain('compiled code')
  })

  it('is satisfied when it is empty', async () => {
    expect(await resolveDependencies('python', '', layers)).toEqual({
      satisfied: true,
      layers: [],
      requirements: [],
    })
  })

  it('has limits', async () => {
    await expect(resolveDependencies('python', 'six\n'.repeat(201), layers)).rejects.toThrow(
      RequirementsError,
    )
    await expect(resolveDependencies('python', `six; ${'('.repeat(500)}`, layers)).rejects.toThrow('500')
  })
})

describe('package.json', () => {
  const needs = (dependencies: object) => JSON.stringify({ name: 'mine', dependencies })

  it.each([
    ['slug', '^1.0.0', 'text 1.2.3'],
    ['slug', '1.2.x', 'text 1.2.3'],
    ['slug', '*', 'text 1.2.3'],
    ['slug', '', 'text 1.2.3'],
    ['slug', '>=1 <1.2.4 || ^3', 'text 1.2.3'],
    ['@scope/one', '~0.3.0', 'text 0.3.0'],
    ['@scope/one', '^0.2.0', 'WRONG_VERSION'],
    ['slug', '>1.2.3', 'WRONG_VERSION'],
    ['slug', '1.2.4-beta.1', 'WRONG_VERSION'],
    ['lodash', '^4.0.0', 'UNKNOWN'],
    ['fs', '*', 'UNKNOWN'],
    ['sharp', '^0.33.0', 'NATIVE'],
    ['axios', '^1.0.0', 'NEEDS_NETWORK'],
    ['slug', 'latest', 'NEEDS_NETWORK'],
    ['slug', 'https://example.com/slug.tgz', 'NEEDS_NETWORK'],
    ['slug', 'git+ssh://git@example.com/slug.git', 'NEEDS_NETWORK'],
    ['slug', 'someone/slug#main', 'NEEDS_NETWORK'],
    ['slug', 'file:../slug', 'UNSUPPORTED_SYNTAX'],
    ['slug', 'workspace:*', 'UNSUPPORTED_SYNTAX'],
    ['slug', 'npm:other@^1', 'UNSUPPORTED_SYNTAX'],
    ['slug', '>>1', 'UNSUPPORTED_SYNTAX'],
    ['__proto__x', '1', 'UNKNOWN'],
  ])('%s@%s: %s', async (name, range, told) => {
    expect(await reasonOf('javascript', needs({ [name]: range }))).toEqual([told])
  })

  it('asks for what it needs to run, and not for what its developers need', async () => {
    const text = JSON.stringify({
      dependencies: { slug: '^1' },
      peerDependencies: { '@scope/one': '*' },
      optionalDependencies: { lodash: '4' },
      devDependencies: { jest: '30' },
    })
    const { requirements, layers: needed } = await resolveDependencies('javascript', text, layers)
    expect(requirements.map(({ requirement }) => requirement).sort()).toEqual([
      '@scope/one@*',
      'lodash@4',
      'slug@^1',
    ])
    expect(needed).toEqual(['text'])
  })

  it.each(['', 'null', '[]', '{"dependencies": {"a": 1}}', '{"dependencies": []}', 'six>=1'])(
    'is refused as %s',
    async (text) => {
      await expect(resolveDependencies('javascript', text, layers)).rejects.toThrow(RequirementsError)
    },
  )

  it('has limits', async () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`p${at}`, '1']))
    await expect(resolveDependencies('javascript', needs(many), layers)).rejects.toThrow('200')
    await expect(
      resolveDependencies('javascript', needs({ slug: '1 '.repeat(300) }), layers),
    ).rejects.toThrow('500')
  })
})
