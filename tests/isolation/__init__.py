"""No tenant ever sees another: every address, every person, every row."""
