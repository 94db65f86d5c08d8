"""Measured speed: from text to ledger with its parts, start-up, memory, growth, engines."""

from fogline.bench.speed import Measure, speed

__all__ = ["Measure", "speed"]
