"""Fogline: a ledger of claims from reporting about armed conflicts."""

import os

# One core a process, as everywhere in Fogline: numpy's sums are small, and its threads cost more than they win.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
