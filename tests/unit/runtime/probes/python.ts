import type { HostTargets, ProbeGroup } from './report.ts'

/** JavaScript objects that Python can get hold of, though none is given to it. */
const JAVASCRIPT = `
from pyodide.ffi import create_proxy, to_js
from pyodide.webloop import scheduleCallback
F = create_proxy(lambda *a: 1).constructor.constructor
O = to_js({}).constructor
`

/**
 * Attempts to reach the host from Python. Each evaluates to something true if it gets there; raising or a false
 * value is containment. What an attempt would do to `host` is also looked at from outside.
 */
export const pythonProbes = (host: HostTargets): readonly ProbeGroup[] => [
  {
    group: 'host files',
    probes: [
      ['open by path', `open(${q(host.file)}).read()`],
      ['open by bytes path', `open(b${q(host.file)}).read()`],
      ['os.open and os.read', `import os; os.read(os.open(${q(host.file)}, os.O_RDONLY), 100)`],
      ['up from the folder', `open("../../../../../../../.." + ${q(host.file)}).read()`],
      ['a symbolic link', `import os; os.symlink(${q(host.file)}, "out"); open("out").read()`],
      ['a hard link', `import os; os.link(${q(host.file)}, "hard"); open("hard").read()`],
      ['io.FileIO', `import io; io.FileIO(${q(host.file)}).read()`],
      ['pathlib', `import pathlib; pathlib.Path(${q(host.file)}).read_text()`],
      ['linecache', `import linecache; linecache.getlines(${q(host.file)})`],
      ['/etc/passwd', 'open("/etc/passwd").read()'],
      ['the folders of the host', 'import os; {"etc", "usr", "root", "bin", "var"} & set(os.listdir("/"))'],
      ['the folder of the process', `import os; os.listdir(${q(host.folder)})`],
      ['writing where the host would see it', `open(${q(host.folder)} + "/escaped", "w").write("x")`],
      ['os.chroot', 'import os; os.chroot("/"); True'],
      ['mmap', `import mmap; mmap.mmap(open(${q(host.file)}, "rb").fileno(), 0)[:]`],
      ['the pack', 'open("/pack/engine.mjs").read()'],
      ['a file: URL', `import urllib.request; urllib.request.urlopen("file://" + ${q(host.file)}).read()`],
      ['a copy', `import shutil; shutil.copy(${q(host.file)}, "copy"); open("copy").read()`],
      ['runpy', `import runpy; runpy.run_path(${q(host.file)})`],
      ['NODEFS', `${JAVASCRIPT}\nimport sys; sys.modules["pyodide_js"].FS.filesystems.NODEFS`],
    ],
  },
  {
    group: 'environment',
    probes: [
      ['os.environ', `import os; os.environ.get(${q(host.variable)})`],
      [
        'os.getenv of common names',
        'import os; any(map(os.getenv, ("DATABASE_URL", "NODE_OPTIONS", "HOSTNAME")))',
      ],
      ['/proc/self/environ', 'open("/proc/self/environ").read()'],
      ['/proc/1/environ', 'open("/proc/1/environ").read()'],
      [
        'getenv in C',
        `import ctypes; f = ctypes.CDLL(None).getenv; f.restype = ctypes.c_char_p; f(b${q(host.variable)})`,
      ],
      ['the command line', 'open("/proc/self/cmdline").read()'],
      ['sys.argv and executable', 'import sys; "node" in "".join(sys.argv) + (sys.executable or "")'],
      ['the host name', `import os, socket; ${q(host.name)} in (os.uname().nodename, socket.gethostname())`],
      ['the user', 'import os; os.getlogin() not in ("web_user",)'],
      [
        'home folders',
        'import os; os.path.expanduser("~root") != "~root" and os.listdir(os.path.expanduser("~root"))',
      ],
    ],
  },
  {
    group: 'processes',
    probes: [
      ['os.system', 'import os; os.system("true") == 0'],
      ['system in C', 'import ctypes; ctypes.CDLL(None).system(b"true") == 0'],
      ['subprocess', 'import subprocess; subprocess.run(["/bin/true"]).returncode == 0'],
      ['os.popen', 'import os; os.popen("id").read()'],
      ['os.fork', 'import os; os.fork() >= 0'],
      ['os.posix_spawn', 'import os; os.posix_spawn("/bin/true", ["true"], {})'],
      ['os.execv', 'import os; os.execv("/bin/true", ["true"])'],
      ['os.forkpty', 'import os; os.forkpty()[0] >= 0'],
      ['multiprocessing', 'import multiprocessing as m; m.Process(target=print).start(); True'],
      ['a thread', 'import threading; threading.Thread(target=print).start(); True'],
      ['a signal to another process', `import os; os.kill(${host.pid}, 9)`],
      ['a signal to all', 'import os; os.kill(-1, 9)'],
      ['ptrace in C', 'import ctypes; ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0'],
      ['a shared library', 'import ctypes; ctypes.CDLL("libc.so.6")'],
      ['pty', 'import pty; pty.fork()[0] >= 0'],
    ],
  },
  {
    group: 'sockets',
    probes: [
      ['connect', `import socket; socket.create_connection(("127.0.0.1", ${host.port}), 2)`],
      ['connect by name', `import socket; socket.create_connection(("localhost", ${host.port}), 2)`],
      ['listen', 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); True'],
      [
        'a datagram',
        `import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", ${host.port}))`,
      ],
      ['a Unix socket', 'import socket; socket.socket(socket.AF_UNIX).connect("/var/run/docker.sock"); True'],
      ['urllib', `import urllib.request; urllib.request.urlopen("http://127.0.0.1:${host.port}", timeout=2)`],
      [
        'http.client',
        `import http.client; http.client.HTTPConnection("127.0.0.1", ${host.port}, timeout=2).connect(); True`,
      ],
      ['asyncio streams', `import asyncio; await asyncio.open_connection("127.0.0.1", ${host.port})`],
      ['pyodide.http', `from pyodide.http import pyfetch; await pyfetch("http://127.0.0.1:${host.port}")`],
      [
        'pyodide.http, blocking',
        `from pyodide.http import open_url; open_url("http://127.0.0.1:${host.port}")`,
      ],
      ['name resolution', 'import socket; not socket.gethostbyname("example.com").startswith("172.29.")'],
    ],
  },
  {
    group: 'the realm of the host',
    probes: [
      ['the js module', 'import js; dir(js)'],
      ['the pyodide_js module', 'import pyodide_js; dir(pyodide_js)'],
      [
        'its parts that were loaded',
        'import sys; [m for m in sys.modules if m.split(".")[0] in ("js", "pyodide_js")]',
      ],
      ['run_js', 'from pyodide.code import run_js; run_js("1")'],
      ['the Function constructor', `${JAVASCRIPT}\nF("return globalThis")()`],
      ['the constructor of async functions', `${JAVASCRIPT}\nscheduleCallback.constructor("return 1")()`],
      ['eval', `${JAVASCRIPT}\nF.prototype.constructor.call(None, "return process")()`],
      [
        'the stack of an error',
        `${JAVASCRIPT}
caught = None
try: F("x")
except Exception as error: caught = error
caught.stack`,
      ],
      [
        'call sites',
        `${JAVASCRIPT}
sites = []
try: F("x")
except Exception as error: E = error.constructor
E.prepareStackTrace = create_proxy(lambda e, s: sites.append(s))
E.stackTraceLimit = 100
o = to_js({}); E.captureStackTrace(o); o.stack
sites`,
      ],
      ['the caller of a function', `${JAVASCRIPT}\nscheduleCallback.caller`],
      ['the arguments of a function', `${JAVASCRIPT}\nscheduleCallback.arguments`],
      [
        'names by walking every object',
        `${JAVASCRIPT}
seen, found = set(), []
queue = [O, F, scheduleCallback, to_js(b"x"), to_js([1])]
try: F("x")
except Exception as error: queue.append(error.constructor)
names = {"process", "require", "global", "Worker", "fetch", "XMLHttpRequest", "WebSocket", "fs", "mainModule"}
for o in queue:
    try:
        if o.js_id in seen: continue
        seen.add(o.js_id)
        keys = list(O.getOwnPropertyNames(o))
    except Exception: continue
    found += names & set(keys)
    for key in keys:
        try: property = O.getOwnPropertyDescriptor(o, key)
        except Exception: continue
        for part in ("value", "get", "set"):
            try: queue.append(getattr(property, part))
            except Exception: pass
    try: queue.append(O.getPrototypeOf(o))
    except Exception: pass
assert len(seen) > 50
found`,
      ],
      [
        'JavaScript objects by gc',
        'import gc; [o for o in gc.get_objects() if type(o).__name__ == "JsProxy"]',
      ],
      [
        'a callback that runs later',
        `${JAVASCRIPT}
global_leak = []
scheduleCallback(create_proxy(lambda *a: global_leak.append(a)), 0)
import time; time.sleep(0.05); global_leak`,
      ],
    ],
  },
  {
    group: 'messages to the parent',
    probes: [
      ['the channel by number', 'import os; os.write(3, b"\\0" * 8)'],
      [
        'any descriptor',
        `
import os
done = []
for fd in range(3, 64):
    try: done.append(os.write(fd, b"x"))
    except OSError: pass
done`,
      ],
      ['/dev/fd', 'open("/dev/fd/3", "wb").write(b"x")'],
      ['/proc/self/fd', 'open("/proc/self/fd/3", "wb").write(b"x")'],
      ['a socket of a descriptor', 'import socket; socket.socket(fileno=3).send(b"x")'],
    ],
  },
]

/** Python that spoils the interpreter it runs in. Whatever comes of it, the next sandbox must not notice. */
export const POISONS: readonly (readonly [string, string])[] = [
  ['builtins', 'import builtins; builtins.len = builtins.print = builtins.repr = None'],
  [
    'the runner',
    'import _sandbox; _sandbox.run.__code__ = (lambda source: "{\\"exitReason\\": \\"PWNED\\"}").__code__',
  ],
  ['the answer', 'import _sandbox, json; json.dumps = lambda *a, **k: "[" * 100_000'],
  ['standard output', 'import sys; sys.stdout = sys.stderr = None'],
  ['the modules', 'import sys; sys.modules.clear()'],
  ['the clock', 'import time; time.sleep = time.monotonic = time.time = lambda *a: 0'],
  ['random numbers', 'import os, random; random.random = os.urandom = lambda *a: b"4"'],
  ['the class of objects', 'import ctypes; ctypes.pythonapi.Py_DecRef(ctypes.py_object(None)); True'],
  ['the memory', 'import ctypes; ctypes.memset(0, 255, 10_000_000)'],
  [
    'the prototypes of JavaScript',
    `${JAVASCRIPT}
O.prototype.polluted = 1
O.getPrototypeOf(to_js([])).map = O.getPrototypeOf(to_js([])).push = None
F.prototype.call = F.prototype.apply = create_proxy(lambda *a: None)`,
  ],
  ['the folder', 'import os, shutil; os.chdir("/"); shutil.rmtree("/home")'],
  [
    'the standard library',
    'import os, shutil; [os.remove("/lib/" + f) for f in os.listdir("/lib") if f.endswith("zip")]',
  ],
]

/** Python that takes all it can get of something, and how each may end. */
export const BOMBS: readonly (readonly [string, string])[] = [
  ['memory, in one piece', 'x = bytearray(2 ** 31 - 1)'],
  ['memory, in many pieces', 'x = []\nwhile True: x.append(bytes(1_000_000))'],
  ['memory outside the interpreter', `${JAVASCRIPT}\nx = []\nwhile True: x.append(to_js(bytes(1_000_000)))`],
  ['memory in a string', 'x = "x" * 1000\nwhile True: x += x'],
  ['a number', 'x = 9 ** 9 ** 9'],
  ['recursion', 'def f(): return f()\nimport sys; sys.setrecursionlimit(10 ** 9); f()'],
  ['recursion in C', 'x = []\nfor _ in range(10 ** 6): x = [x]\nrepr(x)'],
  ['parsing', 'eval("(" * 10_000 + ")" * 10_000)'],
  ['output', 'while True: print("x" * 10_000)'],
  ['files', 'for i in range(10 ** 9): open(f"/tmp/{i}", "w").close()'],
  ['folders', 'import os\nfor i in range(10 ** 9): os.mkdir(f"/tmp/{i}")'],
  ['a file', 'f = open("/tmp/f", "wb")\nwhile True: f.write(bytes(1_000_000))'],
  ['a sparse file', 'open("/tmp/f", "wb").truncate(2 ** 40)'],
  [
    'a compressed file',
    'import zlib; zlib.decompress(zlib.compress(bytes(10_000_000)) * 1); x = bytearray(10 ** 9)',
  ],
  ['time', 'while True: pass'],
  ['time in C', 'sum(range(10 ** 15))'],
  ['time in a regular expression', 'import re; re.match("(a+)+$", "a" * 60 + "b")'],
  ['sleep', 'import time; time.sleep(10 ** 6)'],
]

const q = (text: string): string => JSON.stringify(text)
