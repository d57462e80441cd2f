"""Short conversations that end in something done: what is asked for, how answers are read, and where each conversation stands."""
