"""Usage and what it saved."""
