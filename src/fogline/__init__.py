"""Fogline: a ledger of claims from conflict reporting."""
