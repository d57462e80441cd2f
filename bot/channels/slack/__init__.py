"""Slack: replies as Block Kit, forms as modals, the App Home. What is here decides nothing; it shows, within Slack's limits."""
