/*
 * The child's end of the channel: blocking reads and writes of frames on one inherited socket. A frame is two
 * big-endian 32-bit lengths, a JSON header and a body of raw bytes (driver/protocol.ts is the other end).
 */
import { readSync, writeSync } from 'node:fs'

const CHANNEL = 3
const PREFIX_BYTES = 8

function readExactly(length) {
  const bytes = Buffer.alloc(length)
  for (let filled = 0; filled < length;) {
    const count = readSync(CHANNEL, bytes, filled, length - filled, null)
    if (count === 0) return null
    filled += count
  }
  return bytes
}

/** The next frame from the parent; null once the parent is gone. */
export function readFrame() {
  const prefix = readExactly(PREFIX_BYTES)
  const header = prefix && readExactly(prefix.readUInt32BE(0))
  const body = header && readExactly(prefix.readUInt32BE(4))
  return body && { header: JSON.parse(header.toString()), body }
}

/** Writes one frame; `body` is a list of byte arrays, sent one after the other. */
export function writeFrame(header, body = []) {
  const json = Buffer.from(JSON.stringify(header))
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32BE(json.length, 0)
  prefix.writeUInt32BE(
    body.reduce((total, part) => total + part.byteLength, 0),
    4,
  )
  for (const part of [prefix, json, ...body]) {
    for (let sent = 0; sent < part.byteLength;) sent += writeSync(CHANNEL, part, sent)
  }
}
