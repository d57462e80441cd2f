"""The command line: `clerk`."""
