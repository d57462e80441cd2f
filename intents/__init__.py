"""Understanding: text in; intent, slots and the clauses that answer out.

No storage, no network and no clock of its own: the same question gets the same answer. It imports `protocol_data` and never `bot`.
"""
