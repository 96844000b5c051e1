"""A database backend for running without one: every query fails and says what to set."""
