import { createTransport } from '../../gateway/subgraph/transport.ts'

// `secure-post.ts URL`: posts twice, one after the other, and prints the answers; the URL's certificate is trusted where
// NODE_EXTRA_CA_CERTS, which is read when a process starts, says so.
const transport = createTransport(process.argv[2] ?? '')
const post = () => transport.post('{}', {}, performance.now() + 20_000).then(({ text }) => text, String)
console.log(await post(), await post())
await transport.close()
