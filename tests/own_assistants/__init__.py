"""Helpers and examples for assistants that companies run themselves."""
