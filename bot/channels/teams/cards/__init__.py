"""Adaptive Cards: a reply, a form or a nudge as Teams shows it. Pure: plain values in, plain dictionaries out."""
