"""Where the pure function runs: in this process, or in several. Spark has a module of its own.

An engine takes batches of documents and yields their readings batch by batch, in order. It asks for few
batches ahead of those it has yielded, so memory stays flat however long the stream is.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from fogline.flow.reading import FAST_READER, READER, gazetteer, read_documents
from fogline.model import Document, FoglineError, Reading

Batch = Sequence[Document]


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to run the reader; ``batch`` is how many documents make its work worth sending, ``reader`` what it is."""

    name: str
    batch: int
    run: Callable[[Iterable[Batch]], Iterator[list[Reading]]]
    reader: str = READER


def local(workers: int, *, fast: bool = False) -> Engine:
    """This process for one worker, else so many processes; FoglineError for fewer than one."""
    reader = FAST_READER if fast else READER
    if workers < 1:
        raise FoglineError(f"--workers {workers} leaves nobody to read", "give 1 or more")
    if workers == 1:
        return Engine("one process", 1, lambda batches: (read_documents(b, fast=fast) for b in batches), reader)
    return Engine(f"{workers} processes", 8, lambda batches: _in_processes(batches, workers, fast), reader)


def _in_processes(batches: Iterable[Batch], workers: int, fast: bool) -> Iterator[list[Reading]]:
    """Readings in order from a pool that holds at most two batches a worker."""
    gazetteer()  # built here, once, with its progress shown; each worker then only opens it
    # "spawn" is the same on every system, and safe beside the threads of parsers.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)
    try:
        yield from _windowed(pool, batches, 2 * workers, fast)
    except BrokenProcessPool as fault:
        raise FoglineError(
            "a worker process was killed, most often for want of memory",
            "call the command again with fewer --workers: it goes on where this one stopped",
        ) from fault
    except BaseException:
        _stop(pool)
        raise
    pool.shutdown()


def _windowed(pool: ProcessPoolExecutor, batches: Iterable[Batch], window: int, fast: bool) -> Iterator[list[Reading]]:
    waiting: deque[Future[list[Reading]]] = deque()
    for batch in batches:
        waiting.append(pool.submit(read_documents, batch, fast=fast))
        if len(waiting) >= window:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _stop(pool: ProcessPoolExecutor) -> None:
    """Leave no worker behind: what they are reading is not in the ledger, and will be read again."""
    for child in multiprocessing.active_children():
        child.terminate()
    # The pool's own thread reaps them; a second wait for the same process here would miss its end.
    pool.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    threading.Thread(target=_follow_parent, daemon=True).start()
    gazetteer()


def _follow_parent() -> None:
    """A killed parent leaves nobody to read the results."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
