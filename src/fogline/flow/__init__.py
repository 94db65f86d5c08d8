"""Wires the stages: ``reading`` is the one pure function, ``engines`` run it, ``adding`` and ``asking`` use it.

Import the module that is needed: a command that only asks the ledger should not wait for the parsers to load.
"""
