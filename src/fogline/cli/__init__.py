"""The command line: one module for each verb, imported only when the verb is called."""

from fogline.cli.group import main

__all__ = ["main"]
