"""Packs: their format, how rules become one, and how a message is matched against one."""
