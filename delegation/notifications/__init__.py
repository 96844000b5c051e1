"""Signed webhooks: tell a tenant's own programs what happened."""
