"""Acting: channels, handlers, settings, the command line. The top floor; it imports `intents` and `protocol_data`."""
