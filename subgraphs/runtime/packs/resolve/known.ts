import { createRequire } from 'node:module'
import { builtinModules } from 'node:module'

interface PyodideLock {
  readonly info: { readonly python: string }
  readonly packages: Readonly<Record<string, { readonly file_name: string }>>
}

/** What pyodide's own distribution has, whose wheels are not part of the pack. */
const lock = createRequire(import.meta.url)('pyodide/pyodide-lock.json') as PyodideLock

/** The release of CPython that the `python` pack is. */
export const PYTHON_VERSION = lock.info.python

/** The standard library of the `python` pack: what its `import` finds, names that begin with `_` left out. */
export const STANDARD_LIBRARY: ReadonlySet<string> = new Set(
  `abc annotationlib argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile calendar cmath cmd code
  codecs codeop collections colorsys compileall compression concurrent configparser contextlib contextvars copy copyreg csv
  ctypes dataclasses datetime decimal difflib dis doctest email encodings enum errno faulthandler fcntl filecmp fileinput
  fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib gzip hashlib heapq hmac html http
  imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes
  mmap modulefinder multiprocessing netrc ntpath nturl2path numbers opcode operator optparse os pathlib pdb pickle pickletools
  pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty py_compile pyclbr pydoc pyexpat queue quopri
  random re reprlib rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket
  socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess symtable
  sys sysconfig tabnanny tarfile tempfile termios textwrap threading time timeit token tokenize tomllib trace traceback
  tracemalloc tty types typing unicodedata unittest urllib uuid warnings wave weakref webbrowser wsgiref xml xmlrpc zipapp
  zipfile zipimport zlib zoneinfo`.split(/\s+/),
)

/** Modules of Node, of which the `javascript` pack has none. */
export const NODE_MODULES: ReadonlySet<string> = new Set(builtinModules)

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** Packages that are clients or servers: of no use without a network, whatever they are written in. */
export const NETWORKED: Readonly<Record<string, ReadonlySet<string>>> = {
  python:
    words(`aiohttp anthropic asyncpg boto3 botocore celery cohere django-redis elasticsearch fastapi flask google-genai
    grpcio gunicorn httpx kafka-python kubernetes mysqlclient openai paramiko pika psycopg psycopg2 psycopg2-binary pymongo
    pymysql redis requests selenium slack-sdk stripe twilio urllib3 uvicorn websocket-client websockets`),
  javascript:
    words(`@anthropic-ai/sdk @google/genai amqplib axios express fastify got ioredis kafkajs koa mongodb mongoose mysql
    mysql2 node-fetch nodemailer openai pg playwright puppeteer redis socket.io socket.io-client stripe superagent twilio undici
    ws`),
}

/** Packages of compiled code that is not WebAssembly, or not of the pack. */
const NATIVE: Readonly<Record<string, ReadonlySet<string>>> = {
  python: words(
    `jax jaxlib llvmlite numba onnxruntime opencv-python playwright psutil pyspark tensorflow torch uvloop`,
  ),
  javascript:
    words(`@napi-rs/canvas @prisma/client argon2 bcrypt better-sqlite3 bufferutil canvas esbuild isolated-vm node-gyp
    node-pty onnxruntime-node sharp sqlite3 @swc/core @tensorflow/tfjs-node`),
}

/** Whether a package is known to need compiled code. */
export const isNative = (pack: string, name: string): boolean =>
  NATIVE[pack]?.has(name) === true ||
  (pack === 'python' && lock.packages[name]?.file_name.includes('wasm32') === true)
