"""Recorded conversations played against rules: what would have been answered."""
