"""Counting days: bank holidays, the enquiry clock, election timetables. Pure functions of plain values; the clock stays outside."""
