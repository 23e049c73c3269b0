import { BlockList, isIP, isIPv4 } from 'node:net'

/** Addresses that are not of the internet: of this machine, its networks, its cloud's metadata, or reserved. */
const NOT_PUBLIC_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
/** Of what is global unicast; some of them hold an IPv4 address, which may be anything. */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']
const GLOBAL_UNICAST_V6 = '2000::/3'

/** A range of addresses: those whose first `bits` are those of `address`. */
export interface AddressRange {
  readonly address: string
  readonly bits: number
}

/** Reads `10.1.0.0/16`, `fd00::/8` or a single address; null where it is none. */
export function parseRange(text: string): AddressRange | null {
  const [, address = '', given] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const most = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0
  const bits = given === undefined ? most : Number(given)
  return most === 0 || bits > most ? null : { address, bits }
}

function listOf(ranges: readonly AddressRange[]): BlockList {
  const list = new BlockList()
  for (const { address, bits } of ranges) list.addSubnet(address, bits, family(address))
  return list
}

const family = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6')
const known = (texts: readonly string[]) => listOf(texts.map(parseRange).filter((range) => range !== null))

const notPublic = known([...NOT_PUBLIC_V4, ...NOT_PUBLIC_V6])
const globalUnicast = known([GLOBAL_UNICAST_V6])

export interface AddressCheck {
  /** Whether it is of the internet, or of a range that the operator allows. */
  readonly isAllowed: (address: string) => boolean
  /** Whether it is of a range that the operator allows. */
  readonly isOwn: (address: string) => boolean
}

/** @param own ranges that may be reached although they are private */
export function createAddressCheck(own: readonly AddressRange[]): AddressCheck {
  const ownList = listOf(own)
  const isOwn = (address: string) => isIP(address) !== 0 && ownList.check(address, family(address))
  return {
    isOwn,
    isAllowed(address) {
      if (isOwn(address)) return true
      switch (isIP(address)) {
        case 4:
          return !notPublic.check(address)
        case 6:
          return globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
        default:
          return false
      }
    },
  }
}
