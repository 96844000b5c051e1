"""Telling a tenant's programs and people what happened."""
