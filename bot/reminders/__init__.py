"""Nudges: which are due (pure), the ledger that sends each of them once, and the sweep that drives both."""
