"""Starts PostgreSQL, Valkey and the processes on one machine, for `make demo` and the tests."""
