"""What can go wrong with the database."""

from __future__ import annotations


class StoreError(Exception):
    """The database could not be opened, read or written. The message is for the person: what happened and what to do; nothing was half-written."""
