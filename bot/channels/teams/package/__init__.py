"""The app package that a council uploads to Teams: what the app may do there, its commands, and its two icons."""
