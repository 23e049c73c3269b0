"""Runs the code of a sandbox. Imported once, before the memory image is made; `open` comes after it was restored.

The code can reach and change all of this. That changes only what its own user sees: what the host relies on is
outside the context.
"""

import ast
import asyncio
import importlib
import inspect
import json
import linecache
import os
import random
import sys
import time
import traceback

# What most code imports is in the image, so that it costs nothing when the code does.
import base64, collections, contextlib, copy, csv, dataclasses, datetime, decimal, enum, fractions  # noqa: E401
import functools, hashlib, io, itertools, math, operator, pathlib, pprint, re, shutil, statistics  # noqa: E401
import string, tempfile, textwrap, typing, uuid, urllib.parse, zipfile  # noqa: E401

MAX_RESULT = 65_536
MAX_REPORT = 1_900
MODULES_OF_THE_HOST = ("js", "pyodide_js")

import __main__

main = __main__.__dict__
loop = None
runs = 0


class Clock:
    """In the place of a selector: there is nothing to wait for but time."""

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError("the code awaits what can never happen: nothing is left to run")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def close(self):
        pass


class Loop(asyncio.BaseEventLoop):
    """An event loop that blocks, so that asyncio.run works as it does everywhere."""

    def __init__(self):
        super().__init__()
        self._selector = Clock()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class LoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = Loop


def attach(host):
    """Binds the functions of the host, alike in every process: memory that is moved to another finds them there."""

    def sleep(seconds, /):
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        host.sleep(float(seconds) * 1000)

    time.sleep = sleep


def open(environment, layers):
    """Makes the restored interpreter one of its own: fresh randomness, its environment, its packages."""
    random.seed()
    os.environ.update(json.loads(environment))
    # Pyodide's own loop needs JavaScript to run between two steps, which never happens here.
    asyncio.run = asyncio.runners.run
    asyncio.events._set_event_loop_policy(LoopPolicy())
    for name in [name for name in sys.modules if name.split(".")[0] in MODULES_OF_THE_HOST]:
        del sys.modules[name]
    for name in [name for name in main if not name.startswith("__")]:
        del main[name]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    os.chdir(os.environ["HOME"])
    sys.path.insert(0, os.environ["HOME"])
    sys.path.extend(f"/layers/{at}" for at in range(layers))
    importlib.invalidate_caches()
    main["__annotations__"] = {}


def go_on(is_fork):
    """Begins again in another process: a copy beside the original draws other random numbers."""
    if is_fork:
        random.seed()


def run(source):
    """Evaluates code in `__main__`; returns JSON: exitReason, result (text or null), report (text)."""
    global loop, runs
    runs += 1
    name = f"<run {runs}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    sys.path_importer_cache.pop(os.environ.get("HOME"), None)
    asyncio._set_running_loop(None)
    # What a run leaves in its loop when it fails or is stopped must not go on in the next.
    current = loop if loop is not None and not loop.is_closed() else asyncio.new_event_loop()
    loop = None
    asyncio.set_event_loop(current)
    try:
        value = evaluate(source, name, current)
        loop = current
        result = None if value is None else clip(repr(value), MAX_RESULT)
        outcome = {"exitReason": "COMPLETED", "result": result}
    except SystemExit as end:
        outcome = {"exitReason": "COMPLETED"}
        if end.code not in (None, 0):
            outcome = {"exitReason": "ERROR", "report": f"SystemExit: {end.code}"}
    except MemoryError as error:
        outcome = {"exitReason": "MEMORY_LIMIT", "report": explain(error, name)}
    except BaseException as error:
        outcome = {"exitReason": "ERROR", "report": explain(error, name)}
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    return json.dumps({"result": None, "report": "", **outcome})


def evaluate(source, name, loop):
    """Runs code and all it starts; returns what its last statement, if an expression, evaluates to."""
    tree = ast.parse(source, name)
    last = [ast.Expression(tree.body.pop().value)] if tree.body and isinstance(tree.body[-1], ast.Expr) else []
    parts = [
        compile(part, name, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        for part, mode in [(tree, "exec"), *((part, "eval") for part in last)]
    ]
    if any(part.co_flags & inspect.CO_COROUTINE for part in parts):
        value = loop.run_until_complete(evaluate_in_loop(parts))
    else:
        for part in parts:
            value = eval(part, main)
    while not loop.is_closed() and (tasks := asyncio.all_tasks(loop)):
        loop.run_until_complete(asyncio.wait(tasks))
    return value


async def evaluate_in_loop(parts):
    for part in parts:
        value = eval(part, main)
        if part.co_flags & inspect.CO_COROUTINE:
            value = await value
    return value


def explain(error, name):
    """The traceback, from the code's own first frame on."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != name:
        trace = trace.tb_next
    try:
        lines = traceback.format_exception(type(error), error, trace)
    except BaseException:
        return type(error).__name__
    return clip("".join(lines).rstrip(), MAX_REPORT)


def clip(text, most):
    """Keeps both ends: the last line of a traceback says the most."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters left out …\n{text[-half:]}"
