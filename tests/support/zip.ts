import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  readonly name: string
  readonly content: string | Uint8Array
  /** Unix mode; a regular file unless given. */
  readonly mode?: number
  /** What the archive says of its unpacked size, where that is not the truth. */
  readonly size?: number
}

/** A zip archive, written by hand so that it can be wrong. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, content, mode = 0o100644, size } of entries) {
    const plain = Buffer.from(content)
    const packed = deflateRawSync(plain)
    const path = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(plain), 10)
    common.writeUInt32LE(packed.byteLength, 14)
    common.writeUInt32LE(size ?? plain.byteLength, 18)
    common.writeUInt16LE(path.byteLength, 22)
    const made = Buffer.alloc(16)
    made.writeUInt32LE((mode << 16) >>> 0, 8)
    made.writeUInt32LE(offset, 12)
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, packed])
    central.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, made.subarray(2), path]),
    )
    local.push(header)
    offset += header.byteLength
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.byteLength, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, directory, end])
}

export interface WheelParts {
  readonly name: string
  readonly version: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  /** Lines of METADATA besides name and version. */
  readonly metadata?: readonly string[]
  /** Entries that are in the archive and not in RECORD. */
  readonly besides?: readonly ZipEntry[]
}

/** A wheel with METADATA and RECORD as a build tool writes them. */
export function wheel({ name, version, files, metadata = [], besides = [] }: WheelParts): Buffer {
  const info = `${name}-${version}.dist-info`
  const all: Record<string, string | Uint8Array> = {
    ...files,
    [`${info}/METADATA`]: [
      'Metadata-Version: 2.1',
      `Name: ${name}`,
      `Version: ${version}`,
      ...metadata,
      '',
      '',
    ].join('\n'),
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  }
  const record = Object.entries(all).map(([path, content]) => {
    const hash = createHash('sha256').update(content).digest('base64url')
    return `${path},sha256=${hash},${Buffer.from(content).byteLength}`
  })
  all[`${info}/RECORD`] = [...record, `${info}/RECORD,,`, ''].join('\n')
  return zip([...Object.entries(all).map(([path, content]) => ({ name: path, content })), ...besides])
}
