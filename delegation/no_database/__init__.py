"""A database backend for when there is none: whatever asks it is told what to set."""
