"""Measured figures: how well the reader reads, and how fast everything is."""

from fogline.bench.figures import Figure, Score
from fogline.bench.reading import TASKS, measure
from fogline.bench.speed import Measure, speed

__all__ = ["TASKS", "Figure", "Measure", "Score", "measure", "speed"]
