"""The only place that knows Microsoft's bot framework for Python: its successor takes its place here."""
