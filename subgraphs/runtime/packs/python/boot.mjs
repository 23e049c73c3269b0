/* Pyodide in a V8 context of its own, of which context.js says what it may reach. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import vm from 'node:vm'

const file = (path) => readFileSync(new URL(path, import.meta.url))

/**
 * @param {object} host the functions of the process the context may call
 * @returns the functions of context.js, and the parts of pyodide they need as values of the context
 */
export function createContext(host) {
  // A global object of the context's own where Node can make one, else at least one that inherits nothing.
  const context = vm.createContext(vm.constants?.DONT_CONTEXTIFY ?? Object.create(null), {
    codeGeneration: { strings: false, wasm: true },
  })
  const evaluate = (path) =>
    vm.runInContext(file(path).toString(), context, { filename: path.split('/').at(-1) })
  const tools = evaluate('./context.js')(host, evaluate('./files.js'), evaluate('./memories.js'))
  const allocate = vm.runInContext('(size) => new Uint8Array(size)', context)
  // Straight into the context's own memory: these are large, and every process of the pool holds them.
  const bytes = (path) => {
    const fd = openSync(new URL(path, import.meta.url))
    const content = allocate(fstatSync(fd).size)
    for (let at = 0; at < content.byteLength;) at += readSync(fd, content, at, content.byteLength - at, null)
    closeSync(fd)
    return content
  }
  evaluate('./pyodide/pyodide.js')
  const parts = {
    createModule: evaluate('./pyodide/pyodide.asm.js'),
    wasm: bytes('./pyodide/pyodide.asm.wasm'),
    stdlib: bytes('./pyodide/python_stdlib.zip'),
  }
  return { tools, parts, bytes }
}
