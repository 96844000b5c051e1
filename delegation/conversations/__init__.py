"""Escalations and their answers."""
