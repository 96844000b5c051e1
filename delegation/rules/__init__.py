"""Lessons, rules, packs and their moderation."""
