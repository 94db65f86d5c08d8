"""What every test shares: one gazetteer for all runs on this machine, and nothing of the user's own settings."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

from fogline import grounding

_HINDRANCES = {
    "spark": lambda: (
        (importlib.util.find_spec("pyspark") is None and "pyspark is not installed (the spark extra)")
        or (shutil.which("java") is None and "there is no Java here")
    ),
}


def pytest_configure(config: pytest.Config) -> None:
    # Building the gazetteer takes half a minute; pytest's own cache keeps it between runs. Child processes inherit this.
    if "FOGLINE_CACHE" not in os.environ:
        os.environ["FOGLINE_CACHE"] = str(config.cache.mkdir("fogline"))  # type: ignore[union-attr]
    for name in ("FOGLINE_LEDGER", "SPARK_MASTER"):
        os.environ.pop(name, None)
    # A user's own words must not change what the tests expect; this folder does not exist.
    os.environ["FOGLINE_VOCABULARY"] = str(Path(__file__).parent / "no-vocabulary-of-my-own")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, with its reason; fail it where $FOGLINE_REQUIRE names it."""
    required = os.environ.get("FOGLINE_REQUIRE", "").split(",")
    for name, hindrance in _HINDRANCES.items():
        if item.get_closest_marker(name) and (reason := hindrance()):
            if name in required:
                pytest.fail(f"{name} is required here, and {reason}", pytrace=False)
            pytest.skip(str(reason))


@pytest.fixture(scope="session")
def gazetteer() -> grounding.Gazetteer:
    """The real gazetteer, opened once."""
    return grounding.open_gazetteer()
