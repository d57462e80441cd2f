"""Casework: what is decided about enquiries and complaints, from plain values; storage and clocks are elsewhere."""
