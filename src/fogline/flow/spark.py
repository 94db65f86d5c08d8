"""The same pure function on Spark: an extra (`pip install fogline[spark]`) that needs a Java runtime.

Documents travel as lines of JSON through ``RDD.mapPartitions``. ``mapInArrow`` would carry record batches, but
it needs pyarrow on the driver and on every worker (45 MB for a column of strings), and the reading costs a
hundred times what the copying does.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from fogline import contract
from fogline.flow.engines import Batch, Engine
from fogline.flow.reading import FAST_READER, READER, gazetteer, read_documents
from fogline.model import Document, FoglineError, Reading

AHEAD = 64  # batches handed to Spark at a time: the driver holds no more than these


def spark(master: str | None, *, fast: bool = False) -> Engine:
    """Spark at ``master``, else at $SPARK_MASTER, else ``local[2]``; FoglineError without pyspark or Java."""
    where = master or os.environ.get("SPARK_MASTER") or "local[2]"
    check()
    reader = FAST_READER if fast else READER
    return Engine(f"Spark {where}", 8, lambda batches: _on_spark(batches, where, fast), reader)


def check() -> None:
    """Raises FoglineError where pyspark or Java is missing."""
    if importlib.util.find_spec("pyspark") is None:
        raise FoglineError("pyspark is not installed", "install the extra: pip install 'fogline[spark]'")
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java") and not (home and os.path.exists(os.path.join(home, "bin", "java"))):
        raise FoglineError(
            "Spark needs Java, and there is no `java` here",
            "install a Java 17 runtime, or set JAVA_HOME; or leave out --engine spark",
        )


def line_of(document: Document) -> str:
    """A document as a line of JSON."""
    return json.dumps(contract.to_json(document), ensure_ascii=False)


def read_lines(lines: Iterable[str], *, fast: bool = False) -> Iterator[str]:
    """Documents as lines of JSON to readings as lines of JSON; runs on the cluster's machines."""
    for line in lines:
        reading = read_documents([contract.document_from_json(json.loads(line))], fast=fast)[0]
        yield json.dumps(contract.to_json(reading), ensure_ascii=False)


def reading_of(line: str, document: Document) -> Reading:
    """The reading with the driver's own document: what was sent is what is kept."""
    data = json.loads(line)
    claims = tuple(contract.claim_from_json(c) for c in data["claims"])
    return Reading(document, claims, tuple(data["warnings"]), data["reader"])


def _on_spark(batches: Iterable[Batch], master: str, fast: bool) -> Iterator[list[Reading]]:
    if master.startswith("local"):
        gazetteer()  # built before several workers want to; on a cluster every machine builds its own
    context = _context(master)
    try:
        stream = iter(batches)
        while portion := list(islice(stream, AHEAD)):
            yield from _portion(context, portion, fast)
    finally:
        with contextlib.suppress(Exception):  # an interrupt can have ended the Java side already
            context.stop()


def _portion(context: Any, portion: list[Batch], fast: bool) -> Iterator[list[Reading]]:
    lines = [line_of(d) for batch in portion for d in batch]
    slices = max(1, min(len(lines), context.defaultParallelism * 4))
    answers = iter(context.parallelize(lines, slices).mapPartitions(partial(read_lines, fast=fast)).collect())
    for batch in portion:
        yield [reading_of(next(answers), document) for document in batch]


def _context(master: str) -> Any:
    pyspark = importlib.import_module("pyspark")
    # The workers must run this Python, not whichever is first on the path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.artifact.isolation.enabled": "false",
    }
    if master.startswith("local"):
        settings |= {"spark.driver.host": "localhost", "spark.driver.bindAddress": "127.0.0.1"}
    conf = pyspark.SparkConf().setMaster(master).setAppName("fogline").setAll(settings.items())
    return pyspark.SparkContext(conf=conf)
